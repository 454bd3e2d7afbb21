// The token of a server that asks for one. It stays in this tab (session storage), goes out as a
// header to this server only, and never stands in an address.

const KEY = "cordon.token";

function stored(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

let token: string | null = stored();

export const hasToken = (): boolean => token !== null;

/** Takes a token for this tab; `null` forgets it. */
export function setToken(next: string | null): void {
  token = next;
  try {
    if (next === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, next);
  } catch {
    // No session storage: the token lasts as long as this page.
  }
}

/** Headers for an address: the token for this server, nothing for any other. */
export function authorization(address: string): Record<string, string> {
  const own = new URL(address, document.baseURI).origin === new URL(document.baseURI).origin;
  return token !== null && own ? { authorization: `Bearer ${token}` } : {};
}
