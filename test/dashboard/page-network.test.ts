// The page's picture of the network in a real browser against twins: peers, nodes of others, links, and what people do to a cluster.
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RunningHttp, startClusterHttp, startNodeHttp } from "../../src/dashboard/serve.ts";
import { launch, noBrowser, openPage, seriousFaults } from "./browser.ts";
import { TwinCluster } from "./twin-cluster.ts";
import { linkTo, met, pingEntry, TwinNode } from "./twin-node.ts";

/** Used up only by a test that fails. */
const PATIENT = { timeout: 15_000, interval: 50 };
/** Shown by the next state of the stream at the latest, plus what a busy machine takes. */
const PROMPT = { timeout: 4_000 };

describe.skipIf(noBrowser !== null)("the page's network", () => {
	let browser: Browser;
	let twins: TwinNode[];
	let https: RunningHttp[];
	let lab: TwinCluster;
	let cluster: RunningHttp;

	beforeAll(async () => {
		browser = await launch();
	});
	afterAll(() => browser.close());
	beforeEach(async () => {
		twins = [5001, 5002, 5003].map((id) => new TwinNode(id));
		https = await Promise.all(twins.map((twin) => startNodeHttp({ host: "127.0.0.1", port: 0, view: twin, control: twin })));
		lab = new TwinCluster([5001, 5002, 5003]);
		const nodes = https.map(({ url }, index) => ({ url, port: twins[index]?.current.id ?? 0 }));
		cluster = await startClusterHttp({ host: "127.0.0.1", port: 0, nodes, cluster: lab });
	});
	afterEach(async () => {
		for (const context of browser.contexts()) await context.close();
		await Promise.all([cluster, ...https].map((http) => http.close()));
	});

	test("ticks, fades and strikes out peers", async () => {
		const now = Date.now() / 1_000;
		twins[0]?.set({ peers: { 5002: now - 1, 5003: now - 8 } });
		const { page } = await openPage(browser, cluster.url);
		const fresh = page.locator('#node-0 [data-peer="5002"]');
		await fresh.waitFor();
		const age = async () => Number.parseInt(await fresh.locator(".age").innerText(), 10);
		const before = await age();
		await expect.poll(age, PATIENT).toBeGreaterThan(before);
		expect(await page.locator('#node-0 [data-peer="5003"].stale').count()).toBe(1);
		twins[0]?.set({ peers: { 5002: Date.now() / 1_000 }, acquaintances: [met(5003, { evicted: Date.now() / 1_000 })] });
		await page.locator('#node-0 [data-gone="5003"] s').waitFor();
		expect(await page.locator('#node-0 [data-peer="5003"]').count()).toBe(0);
		// Whoever forgot all its peers evicted none.
		twins[0]?.set({ peers: {}, acquaintances: [met(5002), met(5003)] });
		await page.locator("#node-0 .peers").getByText("None yet.").waitFor();
		expect(await page.locator("#node-0 [data-gone]").count()).toBe(0);
	});

	test("shows a node without HTTP as what the others see of it, with all its faults", async () => {
		const faults = [
			{ error: "bad-field ttl", count: 3, last: 1 },
			{ error: "not-json", count: 1, last: 2 },
		];
		for (const twin of twins.slice(0, 2)) twin.set({ links: [linkTo(5999)], acquaintances: [met(5999, { faults })] });
		twins[0]?.log(pingEntry(1, 5999, 5001));
		const { page } = await openPage(browser, cluster.url);
		const card = page.locator("#stranger-5999");
		await card.getByText("alive", { exact: true }).waitFor();
		await card.getByText("5001, 5002", { exact: true }).waitFor();
		await card.getByText("14 from it, 18 to it").waitFor();
		expect(await card.locator(".faults li").allInnerTexts()).toEqual([
			expect.stringMatching(/^a line that is no JSON 2 times, last at/),
			expect.stringMatching(/^a field is missing or of the wrong kind: ttl 6 times, last at/),
		]);
		await page.locator(".knot.stranger.alive").waitFor();
		twins[0]?.log(pingEntry(2, 5999, 5001));
		await card.locator(".row", { hasText: "\u2192 5001" }).first().waitFor();
		for (const twin of twins.slice(0, 2)) twin.set({ links: [], acquaintances: [met(5999, { evicted: 1 })] });
		await card.getByText("gone", { exact: true }).waitFor();
		await card.getByText("nobody; evicted by 5001, 5002").waitFor();
	});

	test("draws no link of a sleeper that all hung up on, however long it remembers its peers", async () => {
		const linked = { links: [linkTo(5002)], peers: { 5002: 1 } };
		twins[0]?.set(linked);
		const { page } = await openPage(browser, cluster.url);
		await page.locator(".link:not(.dead)").waitFor({ state: "attached" });
		twins[0]?.set({ ...linked, links: [], awake: false });
		await page.locator(".link.dead").waitFor({ state: "attached" });
		expect(await page.locator(".link:not(.dead)").count()).toBe(0);
	});

	test("holds, steps and slows a cluster, cuts and mends a link, kills a node and starts it", async () => {
		twins[0]?.set({ links: [linkTo(5002)] });
		const { page } = await openPage(browser, cluster.url);
		await page.getByRole("button", { name: "Pause" }).click();
		await page.getByText("nobody is evicted").waitFor(PROMPT);
		lab.set({ under_way: 6 });
		await page.getByText("6 messages under way").waitFor(PROMPT);
		await page.getByRole("button", { name: "Step" }).click();
		await page.getByRole("button", { name: "Go on" }).click();
		await page.getByLabel("a hop takes").selectOption("500");
		await page.getByText("really under way").waitFor(PROMPT);
		const press = async (name: string) => page.getByRole("button", { name, exact: true }).press("Enter");
		await press("Cut the link between 5001 and 5002");
		await page.locator(".link.cut").waitFor({ ...PROMPT, state: "attached" });
		await press("Mend the link between 5001 and 5002");
		await page.locator(".link.cut").waitFor({ ...PROMPT, state: "detached" });
		await page.getByRole("button", { name: "Kill node 5003" }).click();
		await page.getByRole("button", { name: "Start node 5003" }).click();
		await page.getByRole("button", { name: "Kill node 5003" }).waitFor(PROMPT);
		const orders = ["pause", "step", "resume", "delay 500", "cut 5001 5002", "mend 5001 5002", "kill 5003", "start 5003"];
		expect(lab.told).toEqual(orders);
		expect(await seriousFaults(page)).toEqual([]);
	});
});
