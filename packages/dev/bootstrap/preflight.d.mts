export function checkMachine(options?: {
  env?: Record<string, string | undefined>;
  tools?: string;
  ask?: (program: string, args: readonly string[]) => string | undefined;
}): void;
