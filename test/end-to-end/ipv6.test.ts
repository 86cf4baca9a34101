// Nodes that only meet over IPv6: who dialled a node is dialled back once it is lost, as over IPv4.
import { afterAll, expect, test } from "vitest";
import { Ground } from "./ground.ts";
import { until } from "./until.ts";

const ground = new Ground();
afterAll(() => ground.close());

test("who dialled over [::1] and comes back without a memory is dialled there", async () => {
	const listener = await ground.node(["--host", "::1"]);
	const linkTo = async (port: number) => (await listener.state()).links.find(({ peer }) => peer === port);
	const dialler = await ground.node(["--host", "::1", "--peers", `[::1]:${listener.port}`]);
	await until("it was dialled", () => linkTo(dialler.port));
	dialler.child.kill("SIGKILL");
	await until("the link is lost", async () => (await linkTo(dialler.port)) === undefined);
	await ground.node(["--host", "::1", "--port", String(dialler.port)]);
	const link = await until("it dials back", () => linkTo(dialler.port));
	expect(link).toMatchObject({ direction: "dialled", address: `[::1]:${dialler.port}` });
});

test("a socket of both families shows an IPv4 peer under its IPv4 address", async () => {
	const listener = await ground.node(["--host", "::"]);
	const dialler = await ground.node(["--peers", String(listener.port)]);
	const link = await until("it was dialled", async () => (await listener.state()).links.find(({ peer }) => peer === dialler.port));
	expect(link).toMatchObject({ direction: "accepted", address: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
});
