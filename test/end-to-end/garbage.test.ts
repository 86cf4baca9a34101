// A peer that answers each message of the shared search with garbage, in a network of two honest nodes and one peer of the base protocol:
// the range is settled all the same, what was wrong is counted, and the base peer notices nothing.
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { openIdentity } from "../../src/ledger/identity.ts";
import { readLedger } from "../../src/ledger/read-ledger.ts";
import type { Page } from "../../src/search/page.ts";
import { recordsOf } from "../../src/search/page.ts";
import type { DaemonProcess } from "./daemon-process.ts";
import { GarbagePeer } from "./garbage-peer.ts";
import { Ground } from "./ground.ts";
import { PlainPeer } from "./plain-peer.ts";
import { freePorts } from "./ports.ts";
import { until } from "./until.ts";

const ground = new Ground();
afterEach(() => ground.close());
const SETTLED_MS = 100_000;
vi.setConfig({ testTimeout: 2 * SETTLED_MS });

test("honest nodes settle their range though a peer answers with garbage", async () => {
	const port = await freePorts(2);
	const folder = ground.folder();
	const common = ["--data-dir", folder, "--workers", "1", "--generate-every", "0", "--http", "0"];
	const range = ["--from", "9000", "--to", "13000"];
	const one = await ground.run(["--port", String(port), ...common, ...range]).listening();
	const identity = openIdentity({ folder: ground.folder(), onReport: (line) => expect.unreachable(line) });
	const cells = Array.from({ length: 12 }, (_, index) => 8_704 + 512 * index);
	const garbage = new GarbagePeer(port, 45_900, identity, cells);
	const plain = await PlainPeer.dial(port, 45_901);
	try {
		await plain.greet();
		const other = await ground.run(["--port", String(port + 1), "--peers", String(port), ...common, ...range]).listening();
		await one.logged("fault", { peer: 45_900 });
		const isSettled = (node: DaemonProcess): boolean => node.log.some(({ msg }) => msg === "range settled");
		await until("both say that the range is settled", () => isSettled(one) && isSettled(other), SETTLED_MS);
		const metrics = await (await fetch(`${one.url}/metrics`)).text();
		expect(metrics).toMatch(/faults_total\{[^}]*reason="bad-field"[^}]*\} [1-9]/);
		await plain.greet();
		for (const kind of ["HAVE", "WANT", "LEASE", "RESULT"])
			for (const sort of ["malformed", "lie"]) expect(garbage.said.get(`${kind} ${sort}`), `${kind} ${sort}`).toBeGreaterThan(0);
		const seen = new Set(plain.received.map(({ msg_type }) => msg_type));
		expect([...seen].filter((type) => !["PING", "PONG", "PRIME", "HAVE"].includes(type))).toEqual([]);
		expect(plain.primes.map(({ data }) => data)).toEqual(expect.arrayContaining([11_213]));
		for (const node of [one, other]) expect(node.log.filter(({ level, msg }) => level === "error" || msg === "key forked")).toEqual([]);
		const honest = (id: number): Page[] => {
			const reader = readLedger(join(folder, `node-${id}`));
			try {
				return [...reader.pages()].filter(({ key }) => key !== identity.publicKey);
			} finally {
				reader.close();
			}
		};
		const names = (id: number): string =>
			honest(id)
				.map(({ key, seq, sig }) => `${key} ${seq} ${sig}`)
				.sort()
				.join("\n");
		await until("both have all pages", () => names(port) === names(port + 1));
		const primes = honest(port)
			.flatMap(recordsOf)
			.filter((record) => record.kind !== "factor" && /^0+$/.test(record.res64));
		expect([...new Set(primes.map(({ exponent }) => exponent))].sort((a, b) => a - b)).toEqual([9_689, 9_941, 11_213]);
	} finally {
		garbage.close();
		plain.close();
	}
});
