import { QueryClient } from '@tanstack/react-query'

/** Asks once, and also when the browser believes it is offline: a screen that waits in silence tells nobody why. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
})
