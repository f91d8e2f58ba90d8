import { connect } from 'node:net';

/** Raw bytes that are an invalid request, or only just a valid one. */
export const RAW: Readonly<Record<string, string>> = {
  'no HTTP at all': 'hello\r\n\r\n',
  TLS: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'HTTP/0.9': 'GET /risk\r\n\r\n',
  'an unknown version': 'GET / HTTP/9.9\r\nHost: x\r\n\r\n',
  'an unknown method': 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n',
  'a method of Fastify alone': 'QUERY /risk HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'a method of WebDAV': 'PROPFIND /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  TRACE: 'TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  CONNECT: 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n',
  'OPTIONS *': 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'the absolute form': 'GET http://example.com/health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'no path': 'GET  HTTP/1.1\r\nHost: x\r\n\r\n',
  'a path that is not decodable': 'GET /%zz%c0%80 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'a parameter that is not decodable': 'GET /api/prices/latest/%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'a path that climbs': 'GET /docs/../../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'a path that climbs, encoded': 'GET /runbooks/..%2f..%2fpackage HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'a long path': `GET /${'a'.repeat(15_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  'a path too long': `GET /${'a'.repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  'a long parameter': `GET /api/prices/latest/${'A'.repeat(5000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  'a query of many names': `GET /health?${'a=1&'.repeat(3000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  'no host': 'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n',
  'two hosts': 'GET /health/live HTTP/1.1\r\nHost: x\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n',
  'an empty host': 'GET /health/live HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n',
  'a foreign host': 'GET /health/live HTTP/1.1\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n',
  'HTTP/1.0': 'GET /health/live HTTP/1.0\r\n\r\n',
  'headers without a colon': 'GET / HTTP/1.1\r\nHost x\r\n\r\n',
  'a header with NUL': 'GET / HTTP/1.1\r\nHost: x\r\nA: \x00\r\n\r\n',
  'a folded header': 'GET /health/live HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\nConnection: close\r\n\r\n',
  'bare line feeds': 'GET /health/live HTTP/1.1\nHost: x\nConnection: close\n\n',
  'one huge header': `GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(100_000)}\r\n\r\n`,
  'many headers': `GET /health/live HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(1900)}Connection: close\r\n\r\n`,
  'more headers than fit': `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(20_000)}\r\n`,
  'two lengths': 'POST /api/trades HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!',
  'a length and chunks':
    'POST /api/trades HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /risk HTTP/1.1\r\n\r\n',
  'an encoding that nobody knows':
    'POST /api/trades HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: x, chunked\r\n\r\n0\r\n\r\n',
  'a negative length': 'POST /api/trades HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
  'an immense length':
    'POST /api/trades HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 99999999999999\r\n\r\n{',
  'chunks that are none':
    'POST /api/trades HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n',
  'chunks with a trailer':
    'POST /api/trades HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Admin-Token: x\r\n\r\n',
  'a body on GET':
    'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{',
  'a body on HEAD': 'HEAD /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello',
  'a gzipped body':
    'POST /api/trades HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00',
  'an upgrade':
    'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n',
  'an expectation':
    'POST /api/trades HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: a-miracle\r\nContent-Length: 0\r\n\r\n',
  'a range': 'GET /docs/swagger-ui.css HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: bytes=-1\r\n\r\n',
  'an odd accept':
    'GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: ;q=,;;q=9e9,*/*;q=NaN\r\nAccept-Encoding: gzip;q=x, br;;;\r\n\r\n',
  'odd credentials':
    'POST /api/trades HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer\r\nX-Admin-Token: \xff\r\nContent-Length: 0\r\n\r\n',
  'odd trace context':
    'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\ntraceparent: 00-0-0-zz\r\ntracestate: ,,=,=\r\nbaggage: ;;;=\r\nx-request-id: \t"\x7f\r\n\r\n',
  'fifty requests in one go': `${'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(49)}GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
};

/** Sends bytes and returns all that comes back until the service closes the connection. Rejects if it never does. */
export function converse(url: string, bytes: string, patienceMs = 30_000): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`expected an answer or an end within ${patienceMs} ms, actual '${answer.slice(0, 200)}'`));
    }, patienceMs);
    const end = () => {
      clearTimeout(timer);
      resolve(answer);
    };
    socket.setEncoding('latin1').on('data', (part) => {
      answer += part;
    });
    // A service may reset a connection that it no longer reads from.
    socket.once('error', end).once('close', end);
  });
}

/** The answers in what a connection brought; a body ends with its declared length. */
export function answersIn(text: string): { status: number; head: string; body: string }[] {
  const answers = [];
  for (let rest = text; rest.startsWith('HTTP/1.1 '); ) {
    const end = rest.indexOf('\r\n\r\n');
    const head = rest.slice(0, end);
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    answers.push({ status: Number(head.slice(9, 12)), head, body: rest.slice(end + 4, end + 4 + length) });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}
