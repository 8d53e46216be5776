// An OPC UA server on npm node-opcua with every security policy; its keys are made on the first start.
const { OPCUAServer, OPCUACertificateManager, SecurityPolicy, MessageSecurityMode } = require('node-opcua');

async function serve(address, port, folder) {
  const keys = new OPCUACertificateManager({ rootFolder: folder, automaticallyAcceptUnknownCertificate: true });
  await keys.initialize();
  const server = new OPCUAServer({
    hostname: address,
    host: address,
    port: Number(port),
    serverCertificateManager: keys,
    allowAnonymous: true,
    securityPolicies: [SecurityPolicy.None, SecurityPolicy.Basic256Sha256],
    securityModes: [MessageSecurityMode.None, MessageSecurityMode.SignAndEncrypt],
    buildInfo: { productName: 'Press cell', manufacturerName: 'Peer Works', softwareVersion: '4.2.0' },
  });
  await server.start();
}

serve(...process.argv.slice(2)).catch((error) => { console.error(error); process.exit(1); });
