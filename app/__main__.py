"""python -m app: shop, jobs and sandbox together on one machine, for a first look."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from app.launch import CannotStart
from app.launch.addresses import check_free, loopback_url, people_url
from app.launch.local_settings import fill_in, keep_local_keys, read_chosen_settings, write_settings_file
from app.launch.supervisor import ChildEnded, StopAsked, Supervisor, answers

SERVER = Path(__file__).with_name("server.py")


def main() -> int:
    options = _parse_options()
    try:
        chosen = read_chosen_settings()
        with_sandbox = "JKOPAY_BASE_URL" not in chosen
        check_free(options.host, options.port, "--port")
        if with_sandbox:
            if options.port == options.sandbox_port:
                raise CannotStart(f"Shop and sandbox cannot share port {options.port}; choose another with --port.")
            check_free(options.host, options.sandbox_port, "--sandbox-port")
        settings = fill_in(
            chosen,
            keep_local_keys(options.data_dir),
            options.data_dir,
            people_url(options.host, options.port),
            people_url(options.host, options.sandbox_port),
        )
        write_settings_file(options.data_dir, settings)
    except CannotStart as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    try:
        with Supervisor(settings) as processes:
            _run(processes, options, with_sandbox, _describe(settings, with_sandbox, chosen))
    except StopAsked:
        return 0
    except ChildEnded as end:
        # With this exit code a process has said itself what is wrong with a setting.
        if end.exit_code == 2:
            return 2
        sys.stderr.write(f"{end}\n")
        return 1


def _run(processes: Supervisor, options: argparse.Namespace, with_sandbox: bool, description: str) -> NoReturn:
    python = [sys.executable, "-m"]
    if with_sandbox:
        place = ["--host", options.host, "--port", str(options.sandbox_port), "--data-dir", str(options.data_dir)]
        processes.start("The sandbox", [*python, "app.sandbox", *place])
    processes.start("The shop", [*python, *_shop_command(options.host, options.port)])
    shop_health = loopback_url(options.host, options.port) + "/healthz"
    processes.wait_until(lambda: answers(shop_health))
    # After the shop, which makes their database ready, and whose first page should have the processor for itself.
    processes.start("The jobs", [*python, "app.jobs"])
    if with_sandbox:
        sandbox_health = loopback_url(options.host, options.sandbox_port) + "/_sandbox/health"
        processes.wait_until(lambda: answers(sandbox_health))
    # A terminal without Chinese characters still gets the addresses.
    sys.stdout.buffer.write(description.encode(sys.stdout.encoding, "replace"))
    sys.stdout.flush()
    processes.watch()


def _shop_command(host: str, port: int) -> list[str]:
    if sys.platform == "win32":
        return ["app.server", host, str(port)]
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    # Whoever presses Ctrl-C need not read that a browser was still connected, of which gunicorn warns.
    quickly = ["--graceful-timeout", "1", "--log-level", "error"]
    return ["gunicorn", "--config", str(SERVER), "--bind", bind, *quickly, "app:create_app()"]


def _describe(settings: Mapping[str, str], with_sandbox: bool, chosen: Mapping[str, str]) -> str:
    shop = settings["PUBLIC_URL"].rstrip("/")
    # A password that the person chose is not for the screen.
    password = "as set in ADMIN_PASSWORD" if "ADMIN_PASSWORD" in chosen else settings["ADMIN_PASSWORD"]
    lines = [
        "",
        f"  Shop    商店   {shop}/",
        f"  Wallet  錢包   {settings['JKOPAY_BASE_URL'].rstrip('/')}/" if with_sandbox else "",
        f"  Admin   後台   {shop}/admin/",
        f"          帳號   {settings['ADMIN_USERNAME']}",
        f"          密碼   {password}",
        "",
        "  Ctrl-C stops everything.  按 Ctrl-C 全部停止。",
        "",
    ]
    return "\n".join(lines) + "\n"


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="run.py", description="Starts the shop, its jobs and the wallet sandbox on this machine."
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="0.0.0.0 lets a phone in the same network pay (%(default)s)"
    )
    parser.add_argument("--port", type=_port, default=5000, help="of the shop (%(default)s)")
    parser.add_argument("--sandbox-port", type=_port, default=5001, help="of the wallet sandbox (%(default)s)")
    parser.add_argument("--data-dir", type=_folder, default="var", help="for databases and local keys (%(default)s)")
    return parser.parse_args()


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port from 1 to 65535")
    return int(text)


def _folder(text: str) -> Path:
    return Path(text).absolute()


if __name__ == "__main__":
    sys.exit(main())
