// Fields of what came over the wire: a value of the wrong kind is as good as absent.

type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(raw: unknown): Fields {
	return typeof raw === "object" && raw !== null ? (raw as Fields) : {};
}

export function numberOf(raw: unknown): number | null {
	return typeof raw === "number" && Number.isFinite(raw) ? raw : null;
}

export function listOf(raw: unknown): readonly unknown[] {
	return Array.isArray(raw) ? raw : [];
}
