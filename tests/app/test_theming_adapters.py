"""Foreign encoders are really run: a folder on disk, and an embeddings server on this machine that can be made to fail."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from app.theming_adapters import AdapterError, Endpoint, LocalFolder, adapter_engine
from facilitation.theming import load_pack
from facilitation.theming.pack import PACKS

# each test trains heads on the server's vectors, which takes seconds
pytestmark = pytest.mark.slow

PACK = load_pack("neighbourhood")


def letters(text):
    out = np.zeros(300)
    for a, b, c in zip(text, text[1:], text[2:], strict=False):
        out[(ord(a) * 961 + ord(b) * 31 + ord(c)) % 300] += 1
    return out.tolist()


@pytest.fixture
def server():
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, self.headers.get("Authorization"), body))
            mode = self.server.mode
            if mode == "slow":
                time.sleep(1.0)
            self.send_response(500 if mode == "broken" else 200)
            self.end_headers()
            rows = [{"index": i, "embedding": letters(t)} for i, t in enumerate(body["input"])]
            self.wfile.write(json.dumps({"data": rows[::-1] if mode == "well" else []}).encode())

        def log_message(self, *args):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    httpd.mode, httpd.asked = "well", asked
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield httpd
    httpd.shutdown()
    httpd.server_close()


def endpoint(server, **options):
    return Endpoint(f"http://127.0.0.1:{server.server_port}/v1", "letters", key="k", **options)


def test_an_endpoint_places_statements_after_training_once(server, tmp_path):
    engine = adapter_engine(PACK, endpoint(server), tmp_path)
    placed = engine.place("te veel auto's in de straat", "nl")
    assert placed.theme == "traffic"
    assert placed.engine.startswith("adapter-endpoint-letters/")
    assert placed.because
    path, key, body = server.asked[0]
    assert (path, key, body["model"]) == ("/v1/embeddings", "Bearer k", "letters")
    before = len(server.asked)
    adapter_engine(PACK, endpoint(server), tmp_path)
    assert len(server.asked) == before  # the heads were kept


@pytest.mark.parametrize("mode", ["broken", "short", "slow"])
def test_a_failing_endpoint_leaves_the_work_to_core(server, tmp_path, mode):
    engine = adapter_engine(PACK, endpoint(server, timeout=0.3), tmp_path)
    server.mode = mode
    placed = engine.place("te veel auto's in de straat", "nl")
    assert placed.theme == "traffic"
    assert placed.engine.startswith("core/")
    assert engine.vector(["a", "b"]).shape[0] == 2


def test_after_three_failures_it_is_not_asked_for_a_while_and_then_again(server):
    now = [100.0]
    client = endpoint(server, trips=3, rest=30.0, clock=lambda: now[0])
    server.mode = "broken"
    for _ in range(5):
        with pytest.raises(AdapterError):
            client.embed(["x"])
    assert len(server.asked) == 3
    now[0] += 31
    server.mode = "well"
    assert client.embed(["een twee"]).shape == (1, 300)


def test_a_privacy_warning_names_the_host(server, capsys):
    endpoint(server)
    assert "127.0.0.1" in capsys.readouterr().out


MODEL = PACKS / "startmoment" / "model"


@pytest.mark.skipif(not (MODEL / "encoder.onnx").is_file(), reason="the default tier's model is not installed")
def test_a_folder_with_an_onnx_model_places_statements(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "model.onnx").symlink_to(MODEL / "encoder.onnx")
    (folder / "tokenizer.json").symlink_to(MODEL / "tokenizer.json")
    engine = adapter_engine(PACK, LocalFolder(folder), tmp_path)
    assert engine.place("un banc où l'on se parle entre voisins", "fr").theme == "meeting"
    assert engine.place("cars drive far too fast past the school", "en").theme == "traffic"


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(AdapterError, match="tokenizer"):
        LocalFolder(tmp_path)
