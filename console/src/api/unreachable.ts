// What browsers call "Failed to fetch", in words that help.

/** No answer of the service came. Whether it was reached is not known. */
export class Unreachable extends Error {
  constructor(message = 'The service cannot be reached. Check the connection, then try again.') {
    super(message)
  }
}

export async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request)
  } catch {
    throw new Unreachable()
  }
}
