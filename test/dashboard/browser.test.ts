// The page in a real browser over a real cluster: what it shows is compared with what the daemons say of themselves.
// With SCREENSHOT=FILE.png in the environment it leaves a picture of the running cluster there.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LogEntry, MessageEntry, NodeState } from "../../src/dashboard/contract.ts";
import { DaemonProcess } from "../end-to-end/daemon-process.ts";
import { freePorts } from "../end-to-end/ports.ts";
import { until } from "../end-to-end/until.ts";
import { launch, noBrowser, openPage, seriousFaults } from "./browser.ts";

const FAST = ["--generate-every", "3", "--ping-every", "1", "--stale-after", "4"];
const HOSTILE = `<img src=x onerror="globalThis.pwned=1">`;
/** Used up only by a test that fails. */
const PATIENT = { timeout: 20_000, interval: 50 };
/** By then the search has become slow. */
const FIND_MS = 60_000;
/** The cluster starts a node again 20 s after it died. */
const RETURN_MS = 45_000;

describe.skipIf(noBrowser !== null)("the page over a running cluster", () => {
	let browser: Browser;
	let folder: string;
	let cluster: DaemonProcess;
	let firstPort: number;
	let url: string;
	let page: Page;
	let wrongs: string[];
	let addressAt: number;

	const ask = async <T>(node: number, method: string): Promise<T> => (await fetch(`${url}/${node}/${method}`)).json() as Promise<T>;
	const state = (node: number): Promise<NodeState> => ask(node, "state");
	const cardOf = (node: number) => page.locator(`#node-${node - firstPort}`);

	const primesOf = async (node: number): Promise<MessageEntry[]> =>
		(await ask<LogEntry[]>(node, "message_log")).filter((entry) => !("error" in entry) && entry.msg_type === "PRIME") as MessageEntry[];

	/** Every copy of a message that some daemon received, or sent to one that never got it, with its fate. */
	const pathInLogs = async ({ msg_originator, msg_id }: MessageEntry): Promise<Set<string>> => {
		const copies: { hop: string; entry: MessageEntry }[] = [];
		for (let node = firstPort; node < firstPort + 4; node++) {
			for (const entry of await primesOf(node)) {
				const [from, to] = entry.received === true ? [entry.msg_forwarder, node] : [node, entry.peer];
				if (entry.msg_originator === msg_originator && entry.msg_id === msg_id) copies.push({ hop: `${from}>${to}:${entry.ttl}`, entry });
			}
		}
		const fates = new Map(copies.map(({ hop }) => [hop, "not seen to arrive"]));
		for (const { hop, entry } of copies) if (entry.received === true) fates.set(hop, entry.duplicate === true ? "duplicate" : "new");
		return new Set([...fates].map(([hop, fate]) => `${hop} ${fate}`));
	};

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "gimps-page-"));
		firstPort = await freePorts(4);
		const http = await freePorts();
		url = `http://localhost:${http}`;
		cluster = new DaemonProcess(["cluster", "--base-port", String(firstPort), "--http", String(http), "--data-dir", folder, ...FAST]);
		browser = await launch();
		await until("the cluster tells its address", () => cluster.stderr.includes("dashboard: ") || cluster.hasEnded);
		addressAt = performance.now();
		if (cluster.hasEnded) throw new Error(`the cluster ended: ${cluster.stderr}`);
		({ page, wrongs } = await openPage(browser, url, { permissions: ["clipboard-read", "clipboard-write"] }));
	}, 40_000);

	afterAll(async () => {
		await browser?.close();
		await cluster?.end("SIGTERM");
		await rm(folder, { recursive: true, force: true });
	}, 20_000);

	test("four nodes appear, with the right numbers", async () => {
		for (let node = firstPort; node < firstPort + 4; node++) await cardOf(node).getByText("awake", { exact: true }).waitFor(PATIENT);
		process.stderr.write(
			`four nodes on the page ${((performance.now() - addressAt) / 1_000).toFixed(1)} s after the cluster told its address (goal 5)\n`,
		);
		await expect
			.poll(
				() =>
					cardOf(firstPort + 3)
						.locator("[data-peer]")
						.count(),
				{ timeout: 20_000 },
			)
			.toBe(3);
		for (let node = firstPort; node < firstPort + 4; node++) {
			// The search goes on between the question and the look.
			await expect
				.poll(async () => {
					const { name, biggest_prime, biggest_prime_sender, biggest_prime_digits, peers } = await state(node);
					const card = await cardOf(node).innerText();
					const finder = biggest_prime_sender === node ? "itself" : String(biggest_prime_sender);
					return [
						card.includes(name),
						card.includes(`2${biggest_prime.toLocaleString("en-US")} \u2212 1`),
						card.includes(`${biggest_prime_digits.toLocaleString("en-US")} digit`),
						card.includes(`found by ${finder}`),
						(await cardOf(node).locator("[data-peer] .peer").allInnerTexts()).join() === Object.keys(peers).join(),
					];
				}, PATIENT)
				.toEqual([true, true, true, true, true]);
		}
		await expect.poll(() => page.locator(".link:not(.dead)").count(), PATIENT).toBe(6);
	});

	test(
		"the path of a PRIME is the one in the daemons' logs, hop by hop",
		async () => {
			const card = cardOf(firstPort);
			await card.getByRole("button", { name: "PRIME", exact: true }).click();
			// One whose flood is over, but that no daemon has dropped from its log or told to anybody later.
			const message = await until(
				"a prime was announced just now",
				async () =>
					(await primesOf(firstPort)).findLast(({ ttl, timestamp }) => {
						const age = Date.now() / 1_000 - timestamp;
						return ttl > 0 && age > 0.7 && age < 2;
					}),
				FIND_MS,
			);
			const expected = await pathInLogs(message);
			expect(expected.size).toBeGreaterThan(2);
			const announced = page.getByText(`as message ${message.msg_id}.`);
			// The log may move on between the look and the click.
			await until("its path is shown", async () => {
				await card.locator(`[data-message="${message.msg_originator}:${message.msg_id}"] button`).first().click();
				return announced.isVisible();
			});
			const shown = async () => {
				const rows = await page.locator(".path-panel tbody tr").all();
				const texts = rows.map(async (row) => `${await row.getAttribute("data-hop")} ${await row.locator("td").last().innerText()}`);
				const words = (await Promise.all(texts)).filter((text) => !text.endsWith("told later"));
				return new Set(words.map((text) => text.replace(/ new, .*/, " new").replace(" seen before", " duplicate")));
			};
			await expect.poll(shown, PATIENT).toEqual(expected);
			expect(await page.locator(".hop.first").count()).toBe([...expected].filter((hop) => hop.endsWith("new")).length);
			await page.keyboard.press("Escape");
			await card.getByRole("button", { name: "All", exact: true }).click();
		},
		FIND_MS * 2,
	);

	test("sleep, wake up and reset work on the real daemon", async () => {
		const node = firstPort + 1;
		const { name } = await state(node);
		await cardOf(node)
			.getByRole("button", { name: `Put ${name} to sleep` })
			.click();
		await cardOf(node).getByText("asleep", { exact: true }).waitFor();
		expect((await state(node)).awake).toBe(false);
		await cardOf(node)
			.getByRole("button", { name: `Wake up ${name}` })
			.click();
		await cardOf(node).getByText("awake", { exact: true }).waitFor();
		expect((await state(node)).awake).toBe(true);
		await cardOf(node)
			.getByRole("button", { name: `Reset ${name}` })
			.click();
		await cluster.logged("node reset", { node });
		await cardOf(node).getByText("awake", { exact: true }).waitFor();
	});

	test("the log copies, as the daemon has it", async () => {
		const node = firstPort + 2;
		const { name } = await state(node);
		await cardOf(node)
			.getByRole("button", { name: `Copy the log of ${name}` })
			.click();
		await cardOf(node).getByText("Copied").waitFor();
		const copied = (await page.evaluate<string>("navigator.clipboard.readText()")).trim().split("\n");
		const log = new Set((await ask<LogEntry[]>(node, "message_log")).map((entry) => JSON.stringify(entry)));
		expect(copied.length).toBeGreaterThan(10);
		// A few of the oldest may have left the daemon's log since.
		expect(copied.slice(-10).filter((line) => !log.has(line))).toEqual([]);
	});

	test("no serious fault, nothing from elsewhere, nothing wider than a small screen", async () => {
		expect(await seriousFaults(page)).toEqual([]);
		await page.setViewportSize({ width: 360, height: 740 });
		expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
		await page.setViewportSize({ width: 1_280, height: 900 });
		expect(wrongs).toEqual([]);
	});

	test("a node named like markup shows as that text, on the page of a single daemon", async () => {
		const [port, http] = [await freePorts(), await freePorts()];
		const args = ["run", "--port", String(port), "--http", String(http), "--name", HOSTILE, "--data-dir", folder, "--workers", "0"];
		const single = await new DaemonProcess(args).listening();
		const opened = await openPage(browser, single.url);
		await opened.page.getByRole("heading", { level: 3, name: HOSTILE }).waitFor();
		expect(await opened.page.locator("img").count()).toBe(0);
		expect(await opened.page.evaluate("globalThis.pwned")).toBeUndefined();
		expect(opened.wrongs).toEqual([]);
		await opened.page.close();
		await single.end("SIGTERM");
	});

	test(
		"a killed node shows as evicted on the others, and returns",
		async () => {
			const node = firstPort + 3;
			const pid = Number(new RegExp(`node ${node}: pid (\\d+)`).exec(cluster.stderr)?.[1]);
			process.kill(pid, "SIGKILL");
			await cardOf(node).getByText("stopped", { exact: true }).waitFor();
			for (let other = firstPort; other < node; other++) await cardOf(other).locator(`[data-gone="${node}"]`).waitFor({ timeout: 15_000 });
			await expect.poll(() => page.locator(".link.dead").count(), PATIENT).toBe(3);
			await cardOf(node).getByText("awake", { exact: true }).waitFor({ timeout: RETURN_MS });
			for (let other = firstPort; other < node; other++)
				await cardOf(other).locator(`[data-peer="${node}"]`).waitFor({ timeout: RETURN_MS });
			await expect.poll(() => page.locator(".link.dead").count(), PATIENT).toBe(0);
		},
		RETURN_MS * 2,
	);

	test("a picture can be taken of it", async () => {
		const pictured = await openPage(browser, url, { viewport: { width: 1_440, height: 1_020 }, reducedMotion: "no-preference" });
		await pictured.page.locator(".uplot").first().waitFor({ timeout: 20_000 });
		const wanted = process.env["SCREENSHOT"];
		const picture = await pictured.page.screenshot(wanted === undefined ? {} : { path: wanted });
		expect(picture.byteLength).toBeGreaterThan(20_000);
	});
});
