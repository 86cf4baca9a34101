// How a person types options to the command that runs: straight behind it, or, where npm started it, behind npm's own `--`.

/** "--http 8081", or "npm start -- --http 8081" where `npm start` runs this package. */
export function asTyped(options: string, environment: NodeJS.ProcessEnv): string {
	return isNpmStart(environment) ? `npm start -- ${options}` : options;
}

export function isNpmStart(environment: NodeJS.ProcessEnv): boolean {
	return environment["npm_lifecycle_event"] === "start" && environment["npm_package_name"] === "gimps-node";
}
