// Somebody claims the id of a node that lives: its peers go on with the one that holds the key, and hear nothing of the other.
import { afterEach, expect, test } from "vitest";
import { Ground } from "./ground.ts";
import { PlainPeer } from "./plain-peer.ts";
import { until } from "./until.ts";

const ground = new Ground();
afterEach(() => ground.close());

test("a claimed id of a living node moves no link, credits nobody, and is hung up", async () => {
	const first = await ground.node(["--log-level", "debug", "--search", "shared"]);
	const second = await ground.node(["--peers", String(first.port), "--log-level", "debug"]);
	await first.logged("key proved", { peer: second.port });
	await second.logged("key proved", { peer: first.port });
	const before = (await first.state()).links;
	const thief = await PlainPeer.dial(first.port, second.port);
	try {
		thief.say("PING");
		thief.say("PRIME", { ttl: 2, data: 31 });
		await until("the thief is asked for a proof, and hung up without", () => thief.isClosed && thief.received.length > 0);
		expect(new Set(thief.received.map(({ msg_type }) => msg_type))).toEqual(new Set(["KEY"]));
		const { links, biggest_prime } = await first.state();
		expect([links, biggest_prime]).toEqual([before, 2]);
	} finally {
		thief.close();
	}
});
