// The page in a real browser against twins, whose every word the test decides.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BUILT_PAGE } from "../../src/dashboard/page-files.ts";
import { type RunningHttp, startClusterHttp, startNodeHttp } from "../../src/dashboard/serve.ts";
import { launch, noBrowser, openPage, seriousFaults } from "./browser.ts";
import { IDLE, pingEntry, TwinNode } from "./twin-node.ts";

/** Used up only by a test that fails. */
const PATIENT = { timeout: 15_000, interval: 50 };
/** Shown by the next state of the stream at the latest, plus what a busy machine takes. */
const PROMPT = { timeout: 4_000 };
const HOSTILE = `<img src=x onerror="globalThis.pwned=1">`;

/** Of a search from 100 to 100 million. */
const SHARED = {
	frontier: 9_227,
	tests_done: 100,
	checks_done: 4,
	records: 9,
	gaps: [{ from: 9_216, below: 9_728, is_held: false }],
	strip: {
		scale: "log" as const,
		bounds: [100, 1_024, 20_000, 100_000_000],
		open: [0, 12, 5_000_000],
		factored: [20, 10, 0],
		tested: [20, 20, 2],
		double_checked: [0, 3, 0],
		disputed: [0, 2, 0],
		primes: [0, 1, 0],
		holders: [[], [0], [1]],
	},
	leases: [
		{ key: "key-of-5001", cells: 4, from: 9_216, until: 0 },
		{ key: "stranger", cells: 1, from: 20_000, until: 0 },
	],
	standing: [
		{ key: "key-of-5", pages: 4, records: 100, state: "own" as const },
		{ key: "stranger", pages: 1, records: 9, state: "stranger" as const, confirmed: 2, confirmed_needed: 5 },
	],
};

test("the page weighs at most 100 KB as it travels", () => {
	const files = readdirSync(BUILT_PAGE, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	const bytes = files.reduce((sum, { parentPath, name }) => sum + gzipSync(readFileSync(`${parentPath}/${name}`)).length, 0);
	expect(files.length).toBeGreaterThan(2);
	expect(bytes).toBeLessThan(100_000);
});

describe.skipIf(noBrowser !== null)("the page", () => {
	let browser: Browser;
	let twins: TwinNode[];
	let https: RunningHttp[];
	let cluster: RunningHttp;

	const serveTwin = (twin: TwinNode, port = 0) => startNodeHttp({ host: "127.0.0.1", port, view: twin, control: twin });
	const serveCluster = (port = 0) =>
		startClusterHttp({ host: "127.0.0.1", port, nodes: https.map(({ url }, index) => ({ url, port: twins[index]?.current.id ?? 0 })) });

	beforeAll(async () => {
		browser = await launch();
	});
	afterAll(() => browser.close());
	beforeEach(async () => {
		twins = [5001, 5002, 5003].map((id) => new TwinNode(id));
		https = await Promise.all(twins.map((twin) => serveTwin(twin)));
		cluster = await serveCluster();
	});
	afterEach(async () => {
		for (const context of browser.contexts()) await context.close();
		await Promise.all([cluster, ...https].map((http) => http.close()));
	});

	test("shows whatever a peer says as text", async () => {
		const [twin] = twins;
		twin?.set({ name: HOSTILE, [HOSTILE]: HOSTILE, links: [{ peer: 5002, direction: "dialled", address: HOSTILE, since: 0 }] });
		twin?.log({ ...pingEntry(1, 5002, 5001), msg_type: HOSTILE });
		twin?.log({ error: HOSTILE, timestamp: 1, received: true, peer: 5002 });
		const { page, wrongs } = await openPage(browser, cluster.url);
		const card = page.locator("#node-0");
		await card.getByRole("heading", { level: 3, name: HOSTILE }).waitFor();
		await card.getByText("Further fields").click();
		expect(await card.locator("dt", { hasText: "<img" }).innerText()).toBe(HOSTILE.slice(0, 60));
		await card.getByRole("button", { name: "Errors 1" }).click();
		await card.locator(".row.fault", { hasText: HOSTILE }).waitFor();
		expect(await page.locator("img").count()).toBe(0);
		expect(await page.evaluate("globalThis.pwned")).toBeUndefined();
		expect(wrongs).toEqual([]);
	});

	test("takes states and logs that are nonsense", async () => {
		const nonsense = { peers: [1], links: "x", search: null, unverified: { a: 1 }, discoveries: [null], biggest_prime: "7", name: 5 };
		twins[0]?.set(nonsense as never);
		for (const entry of [null, 5, [], { msg_type: 7 }, { msg_type: "PRIME", data: "x", ttl: -1e99 }]) twins[0]?.log(entry as never);
		const { page, wrongs } = await openPage(browser, cluster.url);
		await page.locator("#node-0.awake").waitFor();
		await page.locator("#node-0 .row").first().waitFor();
		expect(wrongs).toEqual([]);
	});

	test("says that a node stopped, and shows it again by itself", async () => {
		const { page } = await openPage(browser, cluster.url);
		const card = page.locator("#node-1");
		await card.getByText("awake", { exact: true }).waitFor();
		const port = Number(new URL(https[1]?.url ?? "").port);
		await https[1]?.close();
		await card.getByText("It does not answer").waitFor();
		expect(await card.getByRole("button", { name: /to sleep/ }).isDisabled()).toBe(true);
		await page.locator(".facts", { hasText: "1 stopped" }).waitFor();
		https.push(await serveTwin(twins[1] as TwinNode, port));
		await card.getByText("awake", { exact: true }).waitFor();
		await card.getByText("It does not answer").waitFor({ state: "detached" });
	});

	test("comes back by itself when its server was away, and shows no line twice", async () => {
		twins[0]?.log(pingEntry(1, 5002, 5001));
		const { page } = await openPage(browser, cluster.url);
		await page.locator("#node-0 .row").waitFor();
		await cluster.close();
		await page.getByText("The page's server does not answer").waitFor();
		await page.locator(".facts", { hasText: "0 of 3 awake" }).waitFor();
		expect(await page.locator(".pill.awake").count()).toBe(0);
		twins[0]?.log(pingEntry(2, 5002, 5001));
		cluster = await serveCluster(Number(new URL(cluster.url).port));
		await page.getByText("The page's server does not answer").waitFor({ state: "detached" });
		await expect.poll(() => page.locator("#node-0 .row").count(), PATIENT).toBe(2);
	});

	test("shows the test under way, claims, and any further field", async () => {
		const running = { exponent: 9_689, iteration: 4_000, iterations: 8_000, ms_per_iteration: 1, eta: 40, purpose: "search" as const };
		twins[0]?.set({
			search: { ...IDLE, above: 4_423, testing: [running], tests_done: 5, squarings_done: 7 },
			unverified: [{ exponent: 86_243, originator: 5_003 }],
			mood: "cheerful",
		});
		const { page } = await openPage(browser, cluster.url);
		const card = page.locator("#node-0");
		await card.getByText("50 %, 40 s to go").waitFor();
		expect(await card.getByRole("progressbar", { name: "Test of exponent 9689" }).getAttribute("value")).toBe("50");
		await card.getByText("86,243 (by 5003)").waitFor();
		await card.getByText("Further fields").click();
		await card.getByText("cheerful").waitFor();
		expect(await page.locator(".reach").innerText()).toContain("9,689");
	});

	test("presses the buttons, and shows the answer at once", async () => {
		const { page } = await openPage(browser, cluster.url);
		await page.getByRole("button", { name: "Put node 5002 to sleep" }).click();
		await page.locator("#node-1").getByText("asleep", { exact: true }).waitFor(PROMPT);
		await page.getByRole("button", { name: "Wake up node 5002" }).click();
		await page.locator("#node-1").getByText("awake", { exact: true }).waitFor(PROMPT);
		await page.getByRole("button", { name: "Reset node 5002" }).click();
		await expect.poll(() => twins[1]?.pressed, PATIENT).toEqual(["sleep", "wake_up", "reset"]);
	});

	test("filters by type, and holds still while somebody reads", async () => {
		for (let id = 1; id <= 30; id++) twins[0]?.log(pingEntry(id, 5002, 5001));
		twins[0]?.log({ ...pingEntry(31, 5002, 5001), msg_type: "PRIME", data: 7, ttl: 2 });
		const { page } = await openPage(browser, cluster.url);
		const rows = page.locator("#node-0 .row");
		await rows.first().waitFor();
		await page.locator("#node-0").getByRole("button", { name: "PRIME", exact: true }).click();
		await expect.poll(() => rows.count(), PATIENT).toBe(1);
		await page.locator("#node-0").getByRole("button", { name: "PING", exact: true }).click();
		await page.locator("#node-0 .rows").hover();
		await expect.poll(() => rows.count(), PATIENT).toBe(30);
		twins[0]?.log(pingEntry(32, 5002, 5001));
		await page.locator("#node-0", { hasText: "Holds still" }).waitFor();
		await page.waitForTimeout(1_000);
		expect(await rows.count()).toBe(30);
		await page.mouse.wheel(0, 200);
		await page.locator("#node-0", { hasText: "scrolled down" }).waitFor();
		await page.mouse.move(5, 5);
		await page.waitForTimeout(1_000);
		expect(await rows.count()).toBe(30);
		await page.locator("#node-0 .rows").evaluate((element) => element.scrollTo(0, 0));
		await expect.poll(() => rows.count(), PATIENT).toBeLessThan(30);
	});

	test("keeps a PRIME in sight, however much is said besides, and tells what each message is about", async () => {
		twins[0]?.log({ ...pingEntry(1, 5002, 5001), msg_type: "PRIME", data: 7, ttl: 2 });
		for (let id = 2; id <= 150; id++) twins[0]?.log({ ...pingEntry(id, 5002, 5001), msg_type: "HAVE", about: `${id} journals` });
		const { page } = await openPage(browser, cluster.url);
		const rows = page.locator("#node-0 .row");
		await rows.filter({ hasText: "150 journals" }).waitFor();
		await rows.filter({ hasText: "and before: HAVE 143" }).waitFor();
		await rows.filter({ hasText: "PRIME" }).waitFor();
	});

	test("shows where the search is, who works where, and whose word counts", async () => {
		twins[0]?.set({ search: { ...IDLE, ...SHARED } });
		const { page } = await openPage(browser, cluster.url);
		await page.locator(".strip svg path.frontier").waitFor({ state: "attached" });
		expect(await page.locator(".strip circle.prime-mark").count()).toBe(1);
		const words = await page.locator(".strip .for-readers").innerText();
		expect(words).toContain(
			"from 100 to 99,999,999: 30 have a known factor, 42 were tested once, 3 are double-checked, 1 are prime, 2 disputed",
		);
		expect(words).toContain("All below 9,227 is settled. node 5001 works on 4 cells from 9,216; key stranger works on 1 cell from 20,000");
		await page.locator(".strip .legend", { hasText: "node 5001 works" }).waitFor();
		await page.locator(".strip .legend", { hasText: "1 other at work" }).waitFor();
		await page.locator(".gaps", { hasText: "9,216 to 9,727 (nobody yet)" }).waitFor();
		const card = page.locator("#node-0");
		await card.getByText("Further fields").click();
		await card.getByText("stranger, 2 of 5 confirmed, 1 page").waitFor();
		await card.getByText("4.0 % of its tests checked what others settled.").waitFor();
		expect(await card.locator(".own-key code").innerText()).toBe("key-of-5");
		expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(1_280);
	});

	test("has no serious fault for those who see, hear or type differently, in either scheme", async () => {
		twins[0]?.set({ links: [{ peer: 5002, direction: "dialled", address: "x", since: 0 }], peers: { 5002: Date.now() / 1_000 } });
		twins[0]?.log({ ...pingEntry(1, 5002, 5001), msg_type: "PRIME", data: 7, ttl: 2 });
		twins[0]?.set({ search: { ...IDLE, ...SHARED } });
		twins[1]?.sleep();
		for (const colorScheme of ["light", "dark"] as const) {
			const { page, wrongs } = await openPage(browser, cluster.url, { colorScheme });
			await page.locator("#node-0 .row button").focus();
			await page.keyboard.press("Enter");
			await page.getByRole("heading", { name: /The way of/ }).waitFor();
			expect(await seriousFaults(page)).toEqual([]);
			await page.keyboard.press("Escape");
			await page.getByRole("heading", { name: /The way of/ }).waitFor({ state: "detached" });
			expect(wrongs).toEqual([]);
		}
	});

	test.each([360, 768, 2_200])("fits a screen of %i pixels", async (width) => {
		twins[0]?.set({ name: "a-name-without-any-end-".repeat(10), search: { ...IDLE, ...SHARED } });
		twins[0]?.log(pingEntry(1, 5002, 5001));
		const { page } = await openPage(browser, cluster.url, { viewport: { width, height: 800 } });
		await page.locator("#node-0 .row").waitFor();
		expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
	});
});
