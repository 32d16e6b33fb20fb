// Environment: DATABASE_URL, ADDRESS (where this server is reached).
const { defineConfig } = require('@medusajs/framework/utils');

const { ADDRESS, DATABASE_URL } = process.env;
const secret = 'only for the tests';

module.exports = defineConfig({
    admin: { disable: true },
    projectConfig: {
        databaseUrl: DATABASE_URL,
        http: { jwtSecret: secret, cookieSecret: secret, storeCors: '', adminCors: '', authCors: '' },
    },
    modules: [
        {
            resolve: '@medusajs/medusa/file',
            options: {
                providers: [
                    {
                        resolve: '@medusajs/medusa/file-local',
                        id: 'local',
                        // Without it every upload is at http://localhost:9000/static.
                        options: { backend_url: `${ADDRESS}/static` },
                    },
                ],
            },
        },
    ],
});
