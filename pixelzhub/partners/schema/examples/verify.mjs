// A server that hears of what happens, and believes only what the hub signed.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const { WEBHOOK_SECRET, PORT = "8080" } = process.env;
const secret = Buffer.from(WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
const OLDEST_S = 300;

function isFromHub(headers, body) {
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signatures = "" } = headers;
  if (!/^\d+$/.test(at) || Math.abs(Date.now() / 1000 - Number(at)) > OLDEST_S) return false;
  const mine = Buffer.from("v1," + createHmac("sha256", secret).update(`${id}.${at}.`).update(body).digest("base64"));
  return signatures.split(" ").some((one) => {
    const sent = Buffer.from(one);
    return sent.length === mine.length && timingSafeEqual(sent, mine);
  });
}

const server = createServer(async (request, answer) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  const genuine = request.method === "POST" && isFromHub(request.headers, body);
  if (genuine) console.log(request.headers["webhook-id"], JSON.parse(body).type);
  // Answer at once and work later: after 15 seconds the hub takes it that nothing arrived.
  answer.writeHead(genuine ? 204 : 400).end();
});
server.listen(Number(PORT), "127.0.0.1", () => console.log("Listening on", server.address().port));
