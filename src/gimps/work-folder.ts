// A folder with work as GIMPS's programs share it: worktodo.txt is read and shortened, worktodo.add merged in, results.json.txt grows.
// Promises that each result is on the disk before its line leaves, and that neither is lost or doubled when the process is killed at any moment.
import { renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Assignment, type CertAssignment, keyOf, serverId } from "./assignment.ts";
import { appendText, bytesOf, cutText, readText, replaceText } from "./durable-file.ts";
import { type FileLockDependencies, type FileLockOptions, withFileLock } from "./file-lock.ts";
import type { GimpsResult } from "./result.ts";
import { Worktodo } from "./worktodo.ts";

export interface WorkFolderOptions extends FileLockOptions {
	readonly folder: string;
	/** For what goes on between two files; it is locked by the caller for this process alone. */
	readonly dataDir: string;
}

export interface WorkFolderDependencies extends FileLockDependencies {
	/** Called when a test's result is safe: what answers for it may go. */
	readonly forget: (exponent: number) => Promise<void>;
}

/** What is being recorded: on the disk from before the result is written until the line is gone, for a process that comes after a crash. */
interface Recording {
	/** Of the line (keyOf). */
	readonly key: string;
	/** What takes the line's place, if anything does. */
	readonly rest: string | null;
	/** Of a test that has ended. */
	readonly tested: number | null;
	/** A start value that is needed no more. */
	readonly used: string | null;
	/** The result as it stands in the file, and where it begins there; null: nothing to write. */
	readonly result: { readonly line: string; readonly offset: number } | null;
	/** Lines of this key before one was taken out; null: that has not begun. */
	readonly count: number | null;
}

export class WorkFolder {
	readonly #options: WorkFolderOptions;
	readonly #dependencies: WorkFolderDependencies;
	readonly #worktodo: string;
	readonly #added: string;
	readonly #results: string;
	readonly #adding: string;
	readonly #recording: string;
	#seen = "";
	#known = new Worktodo("");
	/** Changes one after another. */
	#turn: Promise<unknown> = Promise.resolve();

	constructor(options: WorkFolderOptions, dependencies: WorkFolderDependencies) {
		const { folder, dataDir } = options;
		this.#options = options;
		this.#dependencies = dependencies;
		this.#worktodo = join(folder, "worktodo.txt");
		this.#added = join(folder, "worktodo.add");
		this.#results = join(folder, "results.json.txt");
		this.#adding = join(folder, "worktodo.adding");
		this.#recording = join(dataDir, "recording.json");
	}

	/** Ends what a killed process has begun. All methods reject with FileLockError, the signal's reason or the system's error. */
	recover(): Promise<void> {
		return this.#inTurn(async () => {
			const text = readText(this.#recording);
			if (text !== "") await this.#finish(JSON.parse(text) as Recording);
			await this.#locked(this.#worktodo, () => {
				const added = readText(this.#adding);
				// Merged already, where the process was killed before it could say so.
				if (added === "" || `\n${readText(this.#worktodo)}`.includes(`\n${added}`)) rmSync(this.#adding, { force: true });
				else this.#merge(added);
			});
		});
	}

	/** The work file as it is now, with the lines of worktodo.add. */
	read(): Promise<Worktodo> {
		return this.#inTurn(async () => {
			const before = this.#state();
			if (before === this.#seen) return this.#known;
			// Other programs write in place: without the lock a line could be seen in half.
			await this.#locked(this.#worktodo, () => {
				this.#takeAdded();
				this.#known = new Worktodo(readText(this.#worktodo));
				this.#seen = this.#state();
			});
			return this.#known;
		});
	}

	/** Writes the result, then takes the line out, or puts another in its place. null: the line leaves without a result. */
	record(assignment: Assignment, result: GimpsResult | null, rest?: string): Promise<void> {
		return this.#inTurn(async () => {
			const tested = assignment.type === "test" && rest === undefined ? assignment.exponent : null;
			const used = assignment.type === "Cert" ? this.startOf(assignment) : null;
			const start = { key: keyOf(assignment), rest: rest ?? null, tested, used, result: null, count: null };
			if (result === null) return this.#finish(start);
			const line = bytesOf(`${JSON.stringify(result)}\n`);
			await this.#locked(this.#results, () => {
				const before = readText(this.#results);
				// Whatever another program left unfinished is no part of ours.
				const gap = before === "" || before.endsWith("\n") ? "" : "\n";
				const recording = { ...start, result: { line: gap + line, offset: before.length } };
				this.#note(recording);
				appendText(this.#results, recording.result.line);
				return recording;
			}).then((recording) => this.#takeOut(recording));
		});
	}

	/** Whether a result that ends this assignment is there already; only those with GIMPS's own id can be known again. */
	isRecorded(assignment: Assignment): boolean {
		const aid = serverId(assignment);
		if (aid === undefined) return false;
		const ids = new RegExp(`"aid"\\s*:\\s*"${aid}"`, "i");
		const lines = readText(this.#results).split("\n");
		return lines.some((line) => ids.test(line) && ends(assignment, line));
	}

	/** Where a certificate's start value lies, or is to be put. */
	startOf({ exponent }: CertAssignment): string {
		return join(this.#options.folder, `M${exponent}.cert`);
	}

	/** Whether it is there, whole. */
	hasStart(assignment: CertAssignment): boolean {
		return statSync(this.startOf(assignment), { throwIfNoEntry: false })?.size === Math.ceil(assignment.exponent / 8);
	}

	async #finish(recording: Recording): Promise<void> {
		const { result } = recording;
		if (result !== null && recording.count === null)
			await this.#locked(this.#results, () => {
				const text = readText(this.#results);
				if (text.includes(result.line, Math.min(result.offset, text.length))) return;
				// A power cut may leave the line's beginning.
				const tail = text.slice(result.offset);
				if (tail !== "" && result.line.startsWith(tail)) cutText(this.#results, result.offset);
				appendText(this.#results, result.line);
			});
		await this.#takeOut(recording);
	}

	async #takeOut(recording: Recording): Promise<void> {
		const { key, rest, tested, used } = recording;
		await this.#locked(this.#worktodo, () => {
			const worktodo = new Worktodo(readText(this.#worktodo));
			const now = worktodo.count(key);
			if (now > 0 && (recording.count === null || now === recording.count)) {
				this.#note({ ...recording, count: now });
				replaceText(this.#worktodo, worktodo.replaced(key, rest ?? undefined));
			}
		});
		// A second line for this exponent, a double check, must be a run of its own.
		if (tested !== null) await this.#dependencies.forget(tested);
		if (typeof used === "string") rmSync(used, { force: true });
		rmSync(this.#recording, { force: true });
	}

	#note(recording: Recording): void {
		replaceText(this.#recording, `${JSON.stringify(recording)}\n`);
	}

	/** Set aside before it is merged, so that a line which comes meanwhile is not deleted with it. */
	#takeAdded(): void {
		if (statSync(this.#added, { throwIfNoEntry: false }) === undefined) return;
		renameSync(this.#added, this.#adding);
		this.#merge(readText(this.#adding));
	}

	#merge(added: string): void {
		replaceText(this.#worktodo, new Worktodo(readText(this.#worktodo)).with(added));
		rmSync(this.#adding, { force: true });
	}

	/** Differs when a file does. */
	#state(): string {
		const [worktodo, added] = [this.#worktodo, this.#added].map((path) => statSync(path, { throwIfNoEntry: false, bigint: true }));
		return `${worktodo?.ino} ${worktodo?.size} ${worktodo?.mtimeNs} ${worktodo?.ctimeNs} ${added !== undefined}`;
	}

	#locked<T>(path: string, action: () => T): Promise<T> {
		return withFileLock(path, action, this.#options, this.#dependencies);
	}

	#inTurn<T>(action: () => Promise<T>): Promise<T> {
		const mine = this.#turn.then(action);
		this.#turn = mine.catch(() => {});
		return mine;
	}
}

/** Whether this line of results is the last word on the assignment. */
function ends({ type }: Assignment, line: string): boolean {
	let result: { readonly status?: unknown; readonly worktype?: unknown };
	try {
		result = JSON.parse(line);
	} catch {
		return false;
	}
	if (result.status === "F") return true;
	return type === "test" ? ["LL", "PRP-3"].includes(String(result.worktype)) : result.worktype === type;
}
