// A Modbus TCP server on npm modbus-serial that tells its identity. It says nothing to a wrong unit.
const modbus = require('modbus-serial');

const [address, port] = process.argv.slice(2);
const device = {
  getHoldingRegister: (register) => register % 100,
  getInputRegister: (register) => register % 100,
  getCoil: () => false,
  readDeviceIdentification: () => ({ 0: 'Peer Works', 1: 'PW-20', 2: '8.0', 5: 'Feeder' }),
};
const server = new modbus.ServerTCP(device, { host: address, port: Number(port), unitID: 1 });
server.on('socketError', (error) => console.error(String(error)));
