// The house's plan, held: who may import whom, and that the pure folders are pure.
import { readFileSync, readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const src = fileURLToPath(new URL("../src/", import.meta.url));

interface Import {
	readonly file: string;
	readonly from: string;
	readonly isTypeOnly: boolean;
	/** "protocol", "cli.ts", "node:" or "package". */
	readonly target: string;
}

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
	.map((file) => file.replaceAll("\\", "/"))
	.filter((file) => /\.tsx?$/.test(file));

/** The folder below src, or the file's own name. */
function area(file: string): string {
	return file.split("/")[0]!;
}

function importsOf(file: string): Import[] {
	const text = readFileSync(join(src, file), "utf8");
	const statements = text.matchAll(
		/^\s*(?:import|export)\s+(type\s)?(?:[^;"'`]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm,
	);
	return [...statements].map(([, type, fixed, dynamic]) => {
		const from = (fixed ?? dynamic)!;
		const isOwn = from.startsWith(".");
		const isNode = from.startsWith("node:") || builtinModules.includes(from);
		const target = isOwn ? area(relative(src, join(src, dirname(file), from)).replaceAll("\\", "/")) : isNode ? "node:" : "package";
		return { file, from, isTypeOnly: type !== undefined, target };
	});
}

const imports = files.flatMap(importsOf);

/** What each area may import besides itself; others may import what they like. */
const MAY: Readonly<Record<string, (found: Import) => boolean>> = {
	"address.ts": () => false,
	core: ({ target }) => target === "protocol" || target === "search",
	// What the shared search says is read by its own forms.
	protocol: ({ target, from, isTypeOnly }) =>
		target === "address.ts" || (target === "search" && (isTypeOnly || /\/(heads|lease|page|proof)\.ts$/.test(from))),
	search: () => false,
	transport: ({ target }) => target === "address.ts" || target === "node:" || target === "package",
	engine: ({ target }) => target === "node:" || target === "package",
	// What a record and a page are on the wire they are on disk too.
	ledger: ({ target, from, isTypeOnly }) =>
		target === "node:" || (target === "search" && (isTypeOnly || /\/(page|record)\.ts$/.test(from))),
	// What a journal says is a result too.
	gimps: ({ target, from, isTypeOnly }) =>
		target === "engine" || target === "node:" || (target === "search" && (isTypeOnly || from.endsWith("/record.ts"))),
	// It reads lines as a node does, and knows nothing else of ours.
	judge: ({ target, from }) => target === "node:" || (target === "protocol" && from.includes("/messages/")),
	// It shows what the others say of themselves.
	terminal: ({ target, from, isTypeOnly }) =>
		target === "node:" || target === "package" || (target === "dashboard" && isTypeOnly) || from.endsWith("/daemon/brief.ts"),
	dashboard: ({ target }) => target === "address.ts" || target === "node:" || target === "package",
};

/** Only the composition root and its own folder see both sides of a border. */
const BORDERS = [
	["protocol", "transport"],
	["protocol", "engine"],
	["transport", "engine"],
] as const;

describe("imports", () => {
	it("are found at all", () => {
		expect(imports.length).toBeGreaterThan(100);
		expect(imports).toContainEqual({ file: "protocol/node.ts", from: "./gossip.ts", isTypeOnly: false, target: "protocol" });
		expect(imports).toContainEqual({ file: "protocol/node.ts", from: "./links.ts", isTypeOnly: true, target: "protocol" });
	});

	it.each(Object.keys(MAY))("of %s lead only where they may", (name) => {
		const wrong = imports.filter((found) => area(found.file) === name && found.target !== name && !MAY[name]!(found));
		expect(wrong).toEqual([]);
	});

	it("join the sides only in the composition root", () => {
		const isRoot = (file: string): boolean => file === "daemon.ts" || area(file) === "daemon";
		for (const [one, other] of BORDERS) {
			const both = files.filter((file) =>
				[one, other].every((side) => importsOf(file).some((found) => found.target === side && !isLimits(found))),
			);
			expect(both.filter((file) => !isRoot(file))).toEqual([]);
		}
	});

	it("of the ledger stand only in the composition root and in commands", () => {
		const users = new Set(["ledger", "daemon.ts", "daemon", "commands"]);
		expect(imports.filter((found) => found.target === "ledger" && !users.has(area(found.file)))).toEqual([]);
	});

	it("of the judge lead from commands to its door alone", () => {
		const outside = imports.filter((found) => found.target === "judge" && area(found.file) !== "judge");
		expect(new Set(outside.map((found) => area(found.file)))).toEqual(new Set(["commands"]));
		expect(outside.filter((found) => !/\/judge\/(judge|checks)\.ts$/.test(found.from) && !found.isTypeOnly)).toEqual([]);
	});

	it("of the command line lead to config, daemon and commands", () => {
		const allowed = new Set(["config.ts", "config", "daemon.ts", "daemon", "commands", "node:", "package"]);
		expect(imports.filter((found) => found.file === "cli.ts" && !allowed.has(found.target))).toEqual([]);
	});

	it("end in .ts and are no barrels", () => {
		const own = imports.filter((found) => found.from.startsWith("."));
		expect(own.filter((found) => !/\.(tsx?|css|json)$/.test(found.from))).toEqual([]);
		expect(files.filter((file) => /(^|\/)(index|utils?)\.ts$/.test(file))).toEqual([]);
	});
});

/** Constants that the table of options repeats. */
function isLimits(found: Import): boolean {
	return found.from.endsWith("/limits.ts");
}

describe("the pure folders", () => {
	const pure = files.filter((file) => ["address.ts", "core", "protocol", "search"].includes(area(file)));

	it.each(pure)("%s has no clock, chance, timer or process", (file) => {
		const code = readFileSync(join(src, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
		expect(code).not.toMatch(/\b(Date|Math\.random|performance|crypto|process|console|globalThis|fetch|queueMicrotask)\b/);
		expect(code).not.toMatch(/\b(set|clear)(Timeout|Interval|Immediate)\b/);
	});
});

/** The rooms of src/engine, each with those that it uses. "contract" and "door" are the files at its top: what it promises, and what makes it. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
	contract: [],
	kernel: [],
	"kernel/generator": ["kernel"],
	integers: [],
	host: ["contract"],
	saves: ["contract", "integers"],
	transform: ["kernel"],
	squaring: ["contract", "host", "integers", "kernel", "saves", "transform"],
	sequence: ["contract", "host", "integers", "saves", "squaring"],
	factoring: ["contract", "host", "integers", "kernel", "saves", "sequence", "squaring"],
	proof: ["contract", "host", "integers", "saves", "sequence", "squaring"],
	task: ["contract", "factoring", "integers", "proof", "saves", "sequence", "squaring"],
	process: ["contract", "factoring", "host", "kernel", "proof", "saves", "sequence", "squaring", "task"],
	door: ["contract", "host", "process"],
};
const DOOR = ["engine/create-engine.ts", "engine/bench.ts", "engine/torture.ts"];

describe("the rooms of the engine", () => {
	const inside = files.filter((file) => area(file) === "engine" && !file.endsWith(".d.ts") && roomOf(file) !== "kernel/assembly");
	const names = Object.keys(ROOMS);

	it.each(names)("%s uses those that the table says, and no others", (name) => {
		const used = inside.filter((file) => roomOf(file) === name).flatMap((file) => usedBy(file).map(roomOf));
		expect([...new Set(used)].filter((other) => other !== name).toSorted()).toEqual(ROOMS[name]);
	});

	it("are all in the table, and none uses one that stands below it: there are no circles", () => {
		expect(new Set(inside.map(roomOf))).toEqual(new Set(names));
		for (const [place, name] of names.entries()) expect(names.slice(0, place), name).toEqual(expect.arrayContaining([...ROOMS[name]!]));
	});

	it("hold no file that looks like a test", () => {
		expect(inside.filter((file) => /(^|[-/.])tests?[-.]/.test(file))).toEqual([]);
	});

	it("are closed: from outside only the files at the engine's top are imported", () => {
		const outside = files.filter((file) => area(file) !== "engine").flatMap(usedBy);
		const found = new Set(outside.filter((file) => area(file) === "engine"));
		expect(found).toContain("engine/engine.ts");
		expect([...found].filter((file) => !["contract", "door"].includes(roomOf(file)))).toEqual([]);
	});

	it.each(["compute-main", "bench-main"])("%s loads no file of the code generator, its threads neither", (main) => {
		const loaded = new Set([`engine/process/${main}.ts`]);
		for (const file of loaded) for (const next of usedBy(file)) loaded.add(next);
		expect([...loaded]).toEqual(expect.arrayContaining(["engine/transform/transform.ts", "engine/transform/team-thread.ts"]));
		expect([...loaded].filter((file) => roomOf(file) === "kernel/generator")).toEqual([]);
	});
});

function roomOf(file: string): string {
	if (DOOR.includes(file)) return "door";
	return dirname(file) === "engine" ? "contract" : dirname(file).replace("engine/", "");
}

/** Own files that this one imports, or starts as threads and processes. */
function usedBy(file: string): string[] {
	const started = readFileSync(join(src, file), "utf8").matchAll(/new URL\(`(\.[^`$]+)\$\{extname/g);
	const all = [...importsOf(file).map(({ from }) => from), ...[...started].map(([, path]) => `${path}.ts`)];
	return all.filter((from) => from.startsWith(".")).map((from) => join(dirname(file), from).replaceAll("\\", "/"));
}
