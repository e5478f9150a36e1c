import { createHash } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const keys = createRemoteJWKSet(new URL(process.env.JWKS_URL ?? 'http://127.0.0.1/jwks.json'), { cacheMaxAge: 3_600_000 });
const known = new Map(); // digest of the token -> claims

export async function claimsOf(cookies, headers) {
  const bearer = headers.get('authorization');
  const token = bearer?.startsWith('Bearer ') ? bearer.slice(7) : cookies.get('interfaces_token')?.value;
  if (!token) return null;
  const digest = createHash('sha256').update(token).digest('base64');
  const kept = known.get(digest);
  if (kept && kept.claims.exp * 1000 > Date.now()) return kept;
  try {
    const { payload: claims } = await jwtVerify(token, keys, { issuer: process.env.ISSUER, algorithms: ['RS256'] });
    if (claims.token_use !== 'access' || claims.client_id !== process.env.CLIENT_ID) return null;
    if (known.size >= 10_000) known.clear();
    const found = { claims, token };
    known.set(digest, found);
    return found;
  } catch {
    return null;
  }
}
