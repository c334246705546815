import { expect, test } from 'vitest';
import { testGateway } from '../../testing/test-gateway.ts';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

test.each(['/nothing', '/slack/nothing', '/slack/events', '/receipts/'])(
  'at %s a browser finds a page with the way on, and a program a problem document',
  async (path) => {
    const { url } = await testGateway();
    const page = await fetch(`${url}${path}`, { headers: { accept: browser } });
    expect(page.status).toBe(404);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toMatch(/There is nothing here[\s\S]*href="\/"/);

    for (const accept of ['*/*', 'application/json']) {
      const problem = await fetch(`${url}${path}`, { headers: { accept } });
      expect(problem.status).toBe(404);
      expect(problem.headers.get('content-type')).toContain('application/problem+json');
      expect(await problem.json()).toMatchObject({ status: 404, code: 'not-found', retry: false });
    }
  },
);

test('what is sent to an unknown address is answered with a problem document, whatever is accepted', async () => {
  const { url } = await testGateway();
  const problem = await fetch(`${url}/nothing`, { method: 'POST', headers: { accept: browser } });
  expect(await problem.json()).toMatchObject({ status: 404, code: 'not-found' });
});
