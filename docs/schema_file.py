"""The JSON Schema as SchemaStore takes it: ``python docs/schema_file.py`` writes it anew."""

import json
from pathlib import Path

from cardkit import json_schema

FILE = Path(__file__).parent / "schemastore" / "zoho-cliq-message.json"
ADDRESS = f"https://www.schemastore.org/{FILE.name}"


def schema_file() -> str:
    """The schema with the address under which SchemaStore would serve it."""
    schema = json_schema()
    named = {"$schema": schema.pop("$schema"), "$id": ADDRESS, **schema}
    return json.dumps(named, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(schema_file(), encoding="utf-8")
