// The smallest Medusa server that a connector can be tried on. Says so in one line when it is ready, with its secret key.
// It is started in the folder of its settings (medusa-config.js), which takes uploads. Argument: a free port.
const { spawnSync } = require('child_process');
const http = require('http');
const express = require('express');
const { createApiKeysWorkflow } = require('@medusajs/medusa/core-flows');
const load = require('@medusajs/medusa/loaders/index').default;

const port = Number(process.argv[2]);
const directory = process.cwd();

function migrate() {
    const command = [require.resolve('@medusajs/cli/cli.js'), 'db:migrate', '--skip-scripts', '--execute-all-links'];
    const done = spawnSync(process.execPath, command, { cwd: directory, stdio: ['ignore', 'inherit', 'inherit'] });
    if (done.status !== 0) {
        throw new Error(`db:migrate ended with ${done.status}`);
    }
}

async function serve() {
    migrate();
    const app = express();
    const { container } = await load({ directory, expressApp: app });
    const api_keys = [{ type: 'secret', title: 'hub', created_by: 'the tests' }];
    const { result } = await createApiKeysWorkflow(container).run({ input: { api_keys } });
    http.createServer(app).listen(port, '127.0.0.1', () => console.log(`ready on ${port} with ${result[0].token}`));
}

// Whoever started it holds the other end of stdin: when that process is gone, nobody needs this one.
process.stdin.resume().on('end', () => process.exit(0));
serve().catch(error => {
    console.error(error);
    process.exit(1);
});
