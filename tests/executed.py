"""Generated code, executed."""

import ast


def executed(code):
    """The message of a module, which imports what it uses and nothing else, each once."""
    tree = ast.parse(code)
    imported = [name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"message"}
    assert imported == sorted(used)
    assert [type(node) for node in tree.body] == [ast.ImportFrom, ast.Assign]
    scope = {}
    exec(compile(tree, "message.py", "exec"), scope)
    return scope["message"]
