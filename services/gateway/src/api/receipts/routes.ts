import type { ServiceContext } from '@crescendo/chassis';
import { erasureId } from '@crescendo/contracts';
import { page, readReceipt } from '@crescendo/receipt';
import express, { type Request, type Response, type Router } from 'express';
import { sendNoReceipt } from '../pages/no-receipt.ts';
import { readReceiptKeys } from './keys.ts';
import { receipts } from './receipts.ts';

const KEYS_PATH = '/.well-known/crescendo-receipt-keys.json';

/** A receipt never changes, but the wording of the page may. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const FOR_AN_HOUR = 'public, max-age=3600';
/** Caches must not keep a removed key for long. */
const FOR_FIVE_MINUTES = 'public, max-age=300';

/** The page runs no script, loads nothing from elsewhere, and does not pass its address on. */
const PAGE_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex',
};

/**
 * What anyone may read about an erasure: the receipt as a page (`/receipts/:id`) and as the signed file
 * (`/receipts/:id.json`), and the public keys to check it.
 */
export function receiptRoutes({
  service,
  keysFile,
}: {
  service: ServiceContext;
  keysFile?: string | undefined;
}): Router {
  const router = express.Router();

  router.get('/receipts/:id.json', async (request, response) => {
    const receipt = await find(service, request);
    if (receipt === undefined) return sendNoReceipt(request, response);
    const name = `${request.params.id}.json`;
    response
      .set({ ...PAGE_HEADERS, 'Cache-Control': FOR_EVER, 'Content-Disposition': `attachment; filename="${name}"` })
      .type('application/json')
      .send(Buffer.from(receipt, 'utf8'));
  });

  router.get('/receipts/:id', async (request, response) => {
    const receipt = await find(service, request);
    const signed = receipt === undefined ? undefined : readReceipt(Buffer.from(receipt, 'utf8'));
    if (!signed || 'valid' in signed) return sendNoReceipt(request, response);
    const links = { file: `/receipts/${request.params.id}.json`, keys: KEYS_PATH };
    response
      .set({ ...PAGE_HEADERS, 'Cache-Control': FOR_AN_HOUR })
      .type('html')
      .send(page(signed, links));
  });

  if (keysFile) router.get(KEYS_PATH, (_request, response) => sendKeys(response, keysFile));
  return router;
}

async function find(service: ServiceContext, request: Request): Promise<string | undefined> {
  const id = erasureId.safeParse(request.params.id);
  if (!id.success) return undefined;
  return (await service.model(receipts).findById(id.data).lean())?.receipt;
}

async function sendKeys(response: Response, file: string): Promise<void> {
  const keys = await readReceiptKeys(file);
  response
    .set({ 'Cache-Control': FOR_FIVE_MINUTES, 'Access-Control-Allow-Origin': '*', 'X-Content-Type-Options': 'nosniff' })
    .json(keys);
}
