// docker-compose.yml and Dockerfile as tests read them. Knows just the forms that these two use.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { ROOT } from "./daemon-process.ts";

export interface Service {
	readonly command: string | readonly string[];
	readonly volumes: readonly string[];
	readonly environment?: Readonly<Record<string, string>>;
	readonly init: boolean;
	readonly user: string;
	readonly restart: string;
	readonly stop_grace_period: string;
	readonly healthcheck: { readonly test: readonly string[] };
	readonly [key: string]: unknown;
}

export interface ComposeFile {
	readonly services: Readonly<Record<string, Service>>;
	readonly volumes: Readonly<Record<string, unknown>>;
}

export function readComposeFile(): ComposeFile {
	return parse(readFileSync(`${ROOT}docker-compose.yml`, "utf8"), { merge: true });
}

export interface Image {
	readonly entrypoint: readonly string[];
	readonly user: string;
	readonly environment: Readonly<Record<string, string>>;
}

/** Of its last stage. */
export function readImage(): Image {
	const stage =
		readFileSync(`${ROOT}Dockerfile`, "utf8")
			.split(/^FROM /m)
			.pop() ?? "";
	const assignments = [...stage.matchAll(/^ENV (.+)$/gm)].flatMap((match) => match[1]!.split(" "));
	return {
		entrypoint: JSON.parse(/^ENTRYPOINT (.+)$/m.exec(stage)![1]!),
		user: /^USER (.+)$/m.exec(stage)![1]!,
		environment: Object.fromEntries(assignments.map((assignment) => assignment.split("=") as [string, string])),
	};
}

/** The arguments after the entrypoint. */
export function commandOf(service: Service): string[] {
	return typeof service.command === "string" ? service.command.split(/\s+/) : [...service.command];
}
