// A Modbus TCP server on npm jsmodbus, on one port or several. It has no handler for socket errors: a reset of any
// connection ends the process. The canary.
const net = require('net');
const modbus = require('jsmodbus');

const [address, ...ports] = process.argv.slice(2);
for (const port of ports) {
  const listener = new net.Server();
  new modbus.server.TCP(listener, { holding: Buffer.alloc(128), coils: Buffer.alloc(16) });
  listener.listen(Number(port), address);
}
