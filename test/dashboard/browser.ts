// A headless Chromium for tests, where there is one, with a profile of its own.
// Promises to say plainly why tests are left out where there is none.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Why there are no browser tests here, or null. */
export const noBrowser: string | null = existsSync(EXECUTABLE)
	? null
	: `tests of the page in a browser are left out: there is no ${EXECUTABLE} (install Debian's chromium, or name another in CHROMIUM)`;
if (noBrowser !== null) process.stderr.write(`${noBrowser}\n`);

export function launch(): Promise<Browser> {
	return chromium.launch({
		executablePath: EXECUTABLE,
		args: [
			"--headless",
			"--no-sandbox",
			"--disable-gpu",
			"--disable-quic",
			"--no-first-run",
			"--disable-background-networking",
			"--disable-component-update",
			"--disable-sync",
		],
	});
}

export interface OpenedPage {
	readonly page: Page;
	/** Uncaught errors, broken rules of the content policy, and requests that went elsewhere. */
	readonly wrongs: string[];
}

export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
	const page = await context.newPage();
	const wrongs: string[] = [];
	page.on("pageerror", (error) => wrongs.push(error.message));
	page.on("console", (message) => {
		if (message.text().includes("Content Security Policy")) wrongs.push(message.text());
	});
	page.on("request", (request) => {
		if (new URL(request.url()).origin !== new URL(url).origin) wrongs.push(`a request went to ${request.url()}`);
	});
	await page.goto(url);
	return { page, wrongs };
}

/** What axe-core finds serious or critical on the page as it is. */
export async function seriousFaults(page: Page): Promise<string[]> {
	const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
	await page.evaluate(source);
	const found = await page.evaluate(async () => {
		const { axe } = globalThis as unknown as {
			axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
		};
		return (await axe.run()).violations.map(({ id, impact, nodes }) => ({ id, impact, html: nodes.map((node) => node.html).slice(0, 3) }));
	});
	return found.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, html }) => `${id}: ${html.join(" ")}`);
}
