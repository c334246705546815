import { asyncApi } from './asyncapi.ts';

/** The event catalogue for tools: AsyncAPI 3.0. */
export default () => [{ path: 'docs/asyncapi.json', content: `${JSON.stringify(asyncApi(), null, 2)}\n` }];
