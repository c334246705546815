/** The cookie that binds an installation to the browser that started it. */
const INSTALL = 'crescendo-install';
/** The cookie that says where the app was last installed, for the page that links there. */
const INSTALLED = 'crescendo-installed';

type CookieOptions = { publicUrl: string; seconds: number };

/**
 * `Lax`, because the browser must send it when Slack redirects back to us, which is a top-level navigation from another
 * site.
 *
 * @param options.seconds how long it is kept; 0 removes it
 */
function cookie(name: string, value: string, options: CookieOptions): string {
  const secure = new URL(options.publicUrl).protocol === 'https:' ? '; Secure' : '';
  return `${name}=${value}; Path=/slack; HttpOnly; SameSite=Lax; Max-Age=${options.seconds}${secure}`;
}

/** The cookie's value from a request's `Cookie` header. */
function read(name: string, header: string | undefined): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [found, value] = pair.trim().split('=', 2);
    if (found === name && value) return value;
  }
  return undefined;
}

export const installCookie = (value: string, options: CookieOptions): string => cookie(INSTALL, value, options);
export const readInstallCookie = (header: string | undefined): string | undefined => read(INSTALL, header);

/** Where the app was installed: Slack's ids of the app and of the workspace. */
export type InstalledIn = { app: string; team: string };

export const installedCookie = ({ app, team }: InstalledIn, options: CookieOptions): string =>
  cookie(INSTALLED, `${app}.${team}`, options);

/** The cookie's content; undefined when it is missing or not in our format. */
export function readInstalledCookie(header: string | undefined): InstalledIn | undefined {
  const match = /^(A[A-Z0-9]{1,31})\.(T[A-Z0-9]{1,31})$/.exec(read(INSTALLED, header) ?? '');
  return match?.[1] && match[2] ? { app: match[1], team: match[2] } : undefined;
}
