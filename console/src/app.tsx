// Every screen of the console and its address. What is large or seldom opened is loaded when it is.

import { Admin, CustomRoutes, Resource } from 'react-admin'
import { Route } from 'react-router-dom'
import { dataProvider } from './api/data-provider.ts'
import { queryClient } from './api/query-client.ts'
import { Nowhere } from './layout/nowhere.tsx'
import { Shell } from './layout/shell.tsx'
import { authProvider } from './session/auth-provider.ts'
import { Landing } from './session/landing.tsx'
import { SignIn } from './session/sign-in.tsx'
import { part } from './shared/part.ts'
import { darkTheme, lightTheme } from './theme.ts'
import { WalletList } from './wallets/wallet-list.tsx'

type Screen = () => React.ReactElement

/** A screen out of a file with several. */
const screen = <Name extends string>(file: () => Promise<Record<Name, Screen>>, name: Name) =>
  part(async () => ({ default: (await file())[name] }))

const plans = () => import('./catalogue/plans.tsx')
const planOffers = () => import('./catalogue/plan-offers.tsx')
const products = () => import('./catalogue/products.tsx')
const productOffers = () => import('./catalogue/product-offers.tsx')
const rates = () => import('./catalogue/rates.tsx')
const resourceTypes = () => import('./catalogue/resource-types.tsx')

const catalogue = {
  plans: {
    list: screen(plans, 'PlanList'),
    edit: screen(plans, 'PlanEdit'),
    create: screen(plans, 'PlanCreate'),
  },
  'plan-offers': {
    edit: screen(planOffers, 'PlanOfferEdit'),
    create: screen(planOffers, 'PlanOfferCreate'),
  },
  'plan-time': {
    edit: screen(planOffers, 'PlanTimeEdit'),
    create: screen(planOffers, 'PlanTimeCreate'),
  },
  products: {
    list: screen(products, 'ProductList'),
    edit: screen(products, 'ProductEdit'),
    create: screen(products, 'ProductCreate'),
  },
  'product-offers': {
    edit: screen(productOffers, 'ProductOfferEdit'),
    create: screen(productOffers, 'ProductOfferCreate'),
  },
  rates: {
    list: screen(rates, 'RateList'),
    edit: screen(rates, 'RateEdit'),
    create: screen(rates, 'RateCreate'),
  },
  'resource-types': {
    list: screen(resourceTypes, 'ResourceTypeList'),
    edit: screen(resourceTypes, 'ResourceTypeEdit'),
    create: screen(resourceTypes, 'ResourceTypeCreate'),
  },
} as const

const ChargePage = part(() => import('./charge/charge-page.tsx'))
const HealthPage = part(() => import('./health/health-page.tsx'))
const MemberPage = part(() => import('./member/member-page.tsx'))
const ReportsPage = part(() => import('./reports/reports-page.tsx'))
const StatementPage = part(() => import('./wallet/statement-page.tsx'))
const ToWallet = part(() => import('./health/to-wallet.tsx'))
const WalletPage = part(() => import('./wallet/wallet-page.tsx'))

export function App() {
  return (
    <Admin
      title="Deskbank"
      authProvider={authProvider}
      dataProvider={dataProvider}
      queryClient={queryClient}
      loginPage={SignIn}
      layout={Shell}
      dashboard={Landing}
      catchAll={Nowhere}
      theme={lightTheme}
      darkTheme={darkTheme}
      requireAuth
      disableTelemetry
    >
      {Object.entries(catalogue).map(([name, screens]) => (
        <Resource key={name} name={name} recordRepresentation="Name" {...screens} />
      ))}
      <CustomRoutes>
        <Route path="/wallets" element={<WalletList />} />
        <Route path="/wallets/:id" element={<WalletPage />} />
        <Route path="/wallets/:id/try" element={<ChargePage />} />
        <Route path="/wallets/:id/statement" element={<StatementPage />} />
        <Route path="/reports" element={<ReportsPage />} />
        <Route path="/health" element={<HealthPage />} />
        <Route
          path="/credits/:id"
          element={<ToWallet path="/api/billing/coworkerbookingcredits" />}
        />
        <Route path="/contracts/:id" element={<ToWallet path="/api/billing/coworkercontracts" />} />
        <Route path="/me" element={<MemberPage />} />
      </CustomRoutes>
    </Admin>
  )
}
