// A certified OpenID provider on loopback, for OpenIdProviderIT: node openid-provider.mjs
// It signs in whoever the login_hint names, without a page. Each resource (RFC 8707) is one kind of access token.
// Prints its issuer, then "done" for each command that it reads, one a line: "rotate", "logout-uri <uri>". Ends with its input.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const AUDIENCE = 'howdah';
const SECONDS = { brief: 4 };
const KINDS = {
  RS256: ['rsa', { modulusLength: 2048 }],
  PS256: ['rsa', { modulusLength: 2048 }],
  ES256: ['ec', { namedCurve: 'P-256' }],
  EdDSA: ['ed25519', {}],
};

// The provider's own notices are not answers.
console.info = console.error;

const state = { generation: 0, keys: [], logoutUri: undefined };

const key = (alg) => ({
  ...generateKeyPairSync(...KINDS[alg]).privateKey.export({ format: 'jwk' }),
  alg: alg === 'EdDSA' ? undefined : alg,
  use: 'sig',
  kid: `${alg}-${state.generation}`,
});

const rotate = () => {
  state.generation += 1;
  state.keys = Object.keys(KINDS).map(key);
};

/** urn:howdah:<algorithm of a JWT, brief, or opaque> */
const resource = (name) => {
  const kind = name.split(':').at(-1);
  return {
    scope: 'rides',
    audience: AUDIENCE,
    accessTokenTTL: SECONDS[kind] ?? 600,
    accessTokenFormat: kind === 'opaque' ? 'opaque' : 'jwt',
    jwt: { sign: { alg: kind === 'brief' ? 'ES256' : kind } },
  };
};

async function grant(ctx) {
  const { client, session, params } = ctx.oidc;
  const all = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  all.addOIDCScope('openid');
  all.addResourceScope(params.resource, 'rides');
  await all.save();
  return all;
}

const provider = () => new Provider(issuer, {
  clients: [
    {
      client_id: 'web',
      client_secret: 'web-secret',
      redirect_uris: ['http://127.0.0.1/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      backchannel_logout_uri: state.logoutUri,
      backchannel_logout_session_required: true,
    },
    { client_id: 'howdah', client_secret: 'howdah-secret', redirect_uris: [], grant_types: [], response_types: [] },
  ],
  jwks: { keys: state.keys },
  cookies: { keys: ['for tests'] },
  pkce: { required: () => false },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: grant,
  issueRefreshToken: () => true,
  extraTokenClaims: (ctx) => {
    const { AuthorizationCode, RefreshToken } = ctx.oidc.entities;
    const { sid, accountId } = AuthorizationCode ?? RefreshToken ?? {};
    return { sid, roles: accountId === 'operator' ? ['howdah-admin'] : undefined };
  },
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  features: {
    devInteractions: { enabled: false },
    introspection: { enabled: true },
    revocation: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { logoutSource: (ctx, form) => { ctx.body = form; } },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, name) => resource(name),
    },
  },
});

let running;
const server = createServer(async (request, response) => {
  if (!request.url.startsWith('/interaction/')) {
    running.callback()(request, response);
    return;
  }
  const { params } = await running.interactionDetails(request, response);
  await running.interactionFinished(request, response, { login: { accountId: params.login_hint } });
});

await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
rotate();
running = provider();
console.log(issuer);

const commands = {
  rotate,
  'logout-uri': (uri) => { state.logoutUri = uri; },
};
for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...rest] = line.split(' ');
  commands[command](...rest);
  running = provider();
  console.log('done');
}
process.exit(0);
