/** The cookie that ties an installation to the browser in which it began. */
const NAME = 'crescendo-install';

/**
 * `Lax`: it must come along when Slack sends the browser back to us, which is a top-level navigation from another site.
 *
 * @param options.seconds how long it is kept; 0 removes it
 */
export function installCookie(value: string, options: { publicUrl: string; seconds: number }): string {
  const secure = new URL(options.publicUrl).protocol === 'https:' ? '; Secure' : '';
  return `${NAME}=${value}; Path=/slack; HttpOnly; SameSite=Lax; Max-Age=${options.seconds}${secure}`;
}

/** The cookie's value from a request's `Cookie` header. */
export function readInstallCookie(header: string | undefined): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === NAME && value) return value;
  }
  return undefined;
}
