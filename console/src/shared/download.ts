import { answered } from '../api/client.ts'

/** Fetches a file with the session of this browser, and hands it to the reader. */
export async function download(path: string, name: string): Promise<void> {
  const content = await (await answered(path, { accept: 'text/csv' })).blob()
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
