// The built page, served from memory with the headers that keep it to itself.
// Promises to serve the files of one folder only, and says how to build them where they are missing.
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** Works from src/dashboard as from dist/dashboard. */
export const BUILT_PAGE = new URL("../../dist/page/", import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
	html: "text/html; charset=utf-8",
	js: "text/javascript; charset=utf-8",
	css: "text/css; charset=utf-8",
	svg: "image/svg+xml",
};

/** No request leaves the machine, no script or style but our own files, no frame around the page. */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
	"content-security-policy":
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"referrer-policy": "no-referrer",
	"cross-origin-opener-policy": "same-origin",
};

interface PageFile {
	readonly type: string;
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly zipped: Uint8Array<ArrayBuffer>;
}

export class PageFiles {
	readonly #folder: URL;
	#files = new Map<string, PageFile>();

	constructor(folder: URL) {
		this.#folder = folder;
	}

	/** path: below the folder, without a leading slash; "" is the page itself, read anew each time that it is asked for. */
	async respond(path: string, acceptsGzip: boolean): Promise<Response | null> {
		if (path === "" || this.#files.size === 0) await this.#load();
		const file = this.#files.get(path === "" ? "index.html" : path);
		if (file === undefined) return path === "" ? notBuilt() : null;
		return new Response(acceptsGzip ? file.zipped : file.bytes, {
			headers: {
				...PAGE_HEADERS,
				"content-type": file.type,
				vary: "accept-encoding",
				"cache-control": path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
				...(acceptsGzip ? { "content-encoding": "gzip" } : {}),
			},
		});
	}

	async #load(): Promise<void> {
		const files = new Map<string, PageFile>();
		const names = await readdir(this.#folder, { recursive: true }).catch(() => []);
		for (const name of names) {
			const type = TYPES[name.split(".").at(-1) ?? ""];
			if (type === undefined) continue;
			const bytes = new Uint8Array(await readFile(new URL(name, this.#folder)));
			files.set(name.replaceAll("\\", "/"), { type, bytes, zipped: new Uint8Array(await promisify(gzip)(bytes)) });
		}
		this.#files = files;
	}
}

function notBuilt(): Response {
	return new Response("The dashboard's page is not built yet: run `npm run build` in the project's folder.\n", { status: 503 });
}
