// The smallest Vendure server that a connector can be tried on. Says so in one line when it is ready.
// Arguments: a folder for uploaded files, a free port. Environment: PASSWORD, and DATABASE_URL for PostgreSQL.
const path = require('path');
const { bootstrap, DefaultLogger, JobQueueService, LogLevel } = require('@vendure/core');
const { populate } = require('@vendure/core/cli');
const { AssetServerPlugin } = require('@vendure/asset-server-plugin');

const [folder, port] = process.argv.slice(2);
const { DATABASE_URL, PASSWORD } = process.env;

const config = {
    apiOptions: { hostname: '127.0.0.1', port: Number(port), cors: false },
    // Keys are off unless asked for (docs.vendure.io, developer guide, "API Keys").
    authOptions: {
        tokenMethod: ['bearer', 'api-key'],
        superadminCredentials: { identifier: 'superadmin', password: PASSWORD },
    },
    // sql.js is SQLite in memory without anything to compile; Vendure's own tests run on it.
    dbConnectionOptions: DATABASE_URL
        ? { type: 'postgres', url: DATABASE_URL, synchronize: true }
        : { type: 'sqljs', synchronize: true },
    logger: new DefaultLogger({ level: LogLevel.Error, timestamp: false }),
    paymentOptions: { paymentMethodHandlers: [] },
    plugins: [AssetServerPlugin.init({ route: 'assets', assetUploadDir: path.join(folder, 'assets') })],
};

const initialData = {
    defaultLanguage: 'en',
    defaultZone: 'Europe',
    countries: [{ code: 'DK', name: 'Denmark', zone: 'Europe' }],
    taxRates: [{ name: 'Standard', percentage: 25 }],
    shippingMethods: [],
    paymentMethods: [],
    collections: [],
};

async function serve() {
    const app = await populate(() => bootstrap(config), initialData);
    // Which products a collection holds is worked out by a job.
    await app.get(JobQueueService).start();
    console.log(`ready on ${port}`);
}

// Whoever started it holds the other end of stdin: when that process is gone, nobody needs this one.
process.stdin.resume().on('end', () => process.exit(0));
serve().catch(error => {
    console.error(error);
    process.exit(1);
});
