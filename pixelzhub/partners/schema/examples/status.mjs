// Whether your key works, and what it may do.
const { HUB, HUB_KEY } = process.env;

const answer = await fetch(`${HUB}/api/v1/ext/status`, { headers: { "X-API-Key": HUB_KEY } });
const { success, data, errors } = await answer.json();
if (!success) throw new Error(errors.join(" "));
console.log(data.api_key_name, ...data.api_key_scopes);
