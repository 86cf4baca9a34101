// A process of its own that uses all that has a timer (dials, queues that do not drain, a hang-up, a flood), stops, and prints what is left.
import { connect } from "node:net";
import { Transport } from "../../src/transport/transport.ts";

let opened = 0;
let failed = 0;
let closed = 0;
let stopping = false;
const transport: Transport = new Transport(
	{ host: "127.0.0.1", port: 0, limits: { flushTimeoutMs: 10, linkQueueLimitBytes: 64 * 1024 * 1024 } },
	{
		opened: ({ link }) => {
			opened++;
			transport.send([link], { filling: "x".repeat(16 * 1024 * 1024) }, "soon");
			if (link === 1) transport.hangUp(link, "enough");
		},
		dialFailed: () => failed++,
		line: () => {
			if (stopping) return;
			stopping = true;
			transport.dial(`127.0.0.1:${port}`);
			void transport.stop().then(report);
		},
		fault: () => {},
		closed: () => closed++,
		refused: () => {},
	},
);
const { port } = await transport.listen();
transport.dial("nonsense");
const sockets = [1, 2].map(() => connect({ host: "127.0.0.1", port }).on("error", () => {}));
sockets[1]?.write("1\n".repeat(100_000));

async function report(): Promise<void> {
	for (const socket of sockets) socket.destroy();
	await transport.stop();
	for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
	const left = process.getActiveResourcesInfo().filter((name) => /^(TCP|Timeout|Immediate|GetAddrInfo)/.test(name));
	console.log(`opened ${opened}, failed ${failed}, closed ${closed}, left: ${left.join(" ")}`);
}
