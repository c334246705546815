export const ROOT: string;
export const TOOLS: string;
