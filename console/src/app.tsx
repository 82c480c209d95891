// Every screen of the console and its address. What is large or seldom opened is loaded when it is.

import { lazy } from 'react'
import { Admin, CustomRoutes } from 'react-admin'
import { Route } from 'react-router-dom'
import { dataProvider } from './api/data-provider.ts'
import { Shell } from './layout/shell.tsx'
import { authProvider } from './session/auth-provider.ts'
import { Landing } from './session/landing.tsx'
import { SignIn } from './session/sign-in.tsx'
import { darkTheme, lightTheme } from './theme.ts'
import { WalletList } from './wallets/wallet-list.tsx'

const ChargePage = lazy(() => import('./charge/charge-page.tsx'))
const MemberPage = lazy(() => import('./member/member-page.tsx'))
const StatementPage = lazy(() => import('./wallet/statement-page.tsx'))
const WalletPage = lazy(() => import('./wallet/wallet-page.tsx'))

export function App() {
  return (
    <Admin
      title="Deskbank"
      authProvider={authProvider}
      dataProvider={dataProvider}
      loginPage={SignIn}
      layout={Shell}
      dashboard={Landing}
      theme={lightTheme}
      darkTheme={darkTheme}
      requireAuth
      disableTelemetry
    >
      <CustomRoutes>
        <Route path="/wallets" element={<WalletList />} />
        <Route path="/wallets/:id" element={<WalletPage />} />
        <Route path="/wallets/:id/try" element={<ChargePage />} />
        <Route path="/wallets/:id/statement" element={<StatementPage />} />
        <Route path="/me" element={<MemberPage />} />
      </CustomRoutes>
    </Admin>
  )
}
