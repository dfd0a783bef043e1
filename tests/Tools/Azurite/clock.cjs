// Loaded into Azurite before it starts; adds two features:
//  - take the time of a request from the header x-test-clock (milliseconds since 1970), so that a message hidden for an
//    hour can be awaited on a fake clock; requests without the header keep the machine's time;
//  - end when the process that started it ends: it watches its standard input.
const http = require('node:http');
const { AsyncLocalStorage } = require('node:async_hooks');

const clock = new AsyncLocalStorage();
const Real = Date;

globalThis.Date = new Proxy(Real, {
  construct: (target, args, self) => {
    const now = args.length === 0 ? clock.getStore() : undefined;
    return Reflect.construct(target, now === undefined ? args : [now], self);
  },
  get: (target, name) => (name === 'now' ? () => clock.getStore() ?? Real.now() : Reflect.get(target, name)),
});

const emit = http.Server.prototype.emit;
http.Server.prototype.emit = function (name, request, ...rest) {
  const now = name === 'request' ? Number(request.headers['x-test-clock']) : NaN;
  return Number.isNaN(now) ? emit.call(this, name, request, ...rest) : clock.run(now, () => emit.call(this, name, request, ...rest));
};

process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM')).resume();
