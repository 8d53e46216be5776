// A Modbus TCP server on npm jsmodbus. It has no handler for socket errors: a reset ends the process. The canary.
const net = require('net');
const modbus = require('jsmodbus');

const [address, port] = process.argv.slice(2);
const listener = new net.Server();
new modbus.server.TCP(listener, { holding: Buffer.alloc(128), coils: Buffer.alloc(16) });
listener.listen(Number(port), address);
