"""File systems for tests: FAT in this kernel or in a separate one, gvfs over WebDAV, a drive that
does not answer. What a machine cannot mount is skipped there, with the reason."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from string import ascii_lowercase
from tempfile import TemporaryDirectory

import pytest
from support.preloaded import compiled

import fitexport

_SBIN = "/usr/local/sbin:/usr/sbin:/sbin"
"""Where programs for root are; they need not be in everybody's PATH."""
_SOURCES = str(Path(fitexport.__file__).parent.parent)


def _environment() -> dict[str, str]:
    """For programs and for Python, writing no bytecode next to the sources."""
    return os.environ | {
        "PATH": f"{os.environ.get('PATH', '')}:{_SBIN}",
        "PYTHONPATH": _SOURCES,
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _program(*names: str) -> str:
    """The first of these that is here."""
    path = f"{_environment()['PATH']}:/usr/libexec:/usr/lib/gvfs"
    found = next((each for name in names if (each := shutil.which(name, path=path))), None)
    if found is None:
        pytest.skip(f"the program {names[0]} is not here")
    return found


def _mount(*arguments: str, fds: Sequence[int] = ()) -> None:
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can mount a file system")
    done = subprocess.run(
        [_program("mount"), *arguments], pass_fds=fds, capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"no such file system can be mounted here: {done.stderr.strip()}")


def _unmount(at: Path) -> None:
    subprocess.run([_program("umount"), str(at)], check=True)


@contextmanager
def another_file_system(at: Path) -> Iterator[None]:
    """An empty one there."""
    _mount("-t", "tmpfs", "-o", "size=1m", "none", str(at))
    try:
        yield
    finally:
        _unmount(at)


@contextmanager
def dead_drive(at: Path) -> Iterator[None]:
    """A file system whose program has ended: whatever is asked of it fails."""
    try:
        fuse = os.open("/dev/fuse", os.O_RDWR)
    except OSError:
        pytest.skip("there is no FUSE here")
    try:
        options = f"fd={fuse},rootmode=40000,user_id=0,group_id=0"
        _mount("-i", "-t", "fuse", "-o", options, "none", str(at), fds=[fuse])
    finally:
        os.close(fuse)
    try:
        yield
    finally:
        _unmount(at)


# --- FAT --------------------------------------------------------------------------------


def run_on_fat(
    script: Path, folders: Mapping[str, Path], work: Path, *more: str, own_kernel: bool = False
) -> str:
    """What `script WORK MORE SCENARIO DEVICE FOLDER ...` prints, with three arguments for each scenario
    and its folder. DEVICE has an empty FAT: in this kernel if it can mount that, else (or if scenarios
    break things) in one of its own. All file systems are whole afterwards."""
    images = [work / f"{number}.img" for number in range(len(folders))]
    for image in images:
        with image.open("wb") as file:
            file.truncate(4 << 20)
        _called([_program("mkfs.vfat"), "-n", "GARMIN", str(image)])
    place = work / "work"
    place.mkdir()

    def command(devices: Iterable[str]) -> list[str]:
        given = zip(folders, devices, map(str, folders.values()), strict=True)
        return [sys.executable, str(script), str(place), *more, *chain.from_iterable(given)]

    with ExitStack() as stack:
        tried = [] if own_kernel else images
        devices = [stack.enter_context(_loop_device(each, place)) for each in tried]
        here = [each for each in devices if each is not None]
        if len(here) == len(images):
            output = _called(command(here))
        else:
            theirs = (f"/dev/ubd{letter}" for letter in ascii_lowercase[: len(images)])
            output = _in_own_kernel(command(theirs), images, place)
    for image in images:
        _called([_program("fsck.vfat"), "-n", str(image)])
    return output


def _called(command: Sequence[str], patience_s: float = 300) -> str:
    """What a command prints; it must succeed, and ends with all that it started if it does not
    come to an end."""
    process = subprocess.Popen(
        command,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=patience_s)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    assert process.returncode == 0, f"{command}: {process.returncode}\n{output}"
    return output


@contextmanager
def _loop_device(image: Path, at: Path) -> Iterator[str | None]:
    """The image as a block device, if this kernel mounts it as FAT."""
    losetup = shutil.which("losetup", path=_environment()["PATH"])
    if os.name != "posix" or os.geteuid() != 0 or losetup is None:
        yield None
        return
    done = subprocess.run([losetup, "--find", "--show", str(image)], capture_output=True, text=True)
    device = done.stdout.strip()
    if done.returncode or not device:
        yield None
        return
    try:
        mounts = subprocess.run(["mount", "-t", "vfat", device, str(at)], capture_output=True)
        if mounts.returncode == 0:
            _unmount(at)
        yield device if mounts.returncode == 0 else None
    finally:
        subprocess.run([losetup, "--detach", device], check=True)


_KERNEL_PARTS = (
    "fs/fat/fat",
    "fs/fat/vfat",
    "fs/nls/nls_cp437",
    "fs/nls/nls_ascii",
    "fs/nls/nls_iso8859-1",
    "fs/nls/nls_utf8",
    "drivers/md/dm-mod",
)


_WIDE_REGISTERS = Path(__file__).with_name("wide_registers.c")


def _in_own_kernel(command: Sequence[str], images: Sequence[Path], place: Path) -> str:
    """What a command prints in User Mode Linux: all of this computer's files are there and cannot
    be written; `place` can. The images are /dev/ubda, /dev/ubdb, ..."""
    kernel = [_program("linux.uml")]
    if registers := compiled(_WIDE_REGISTERS, place.parent):
        kernel = [_program("env"), f"LD_PRELOAD={registers}", *kernel]
    init = place.with_name("init")
    init.write_text(
        f"""#!/bin/sh
export PATH={_SBIN}:/usr/bin:/bin HOME={shlex.quote(str(place))} TMPDIR={shlex.quote(str(place))}
export PYTHONPATH={shlex.quote(_SOURCES)} PYTHONDONTWRITEBYTECODE=1
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs none {shlex.quote(str(place))}
cd /usr/lib/uml/modules/$(uname -r)/kernel
for part in {" ".join(_KERNEL_PARTS)}; do
  if [ -f $part.ko ]; then insmod $part.ko; fi
done
cd /
if {shlex.join(command)} 2>&1; then echo came to its end; fi
sync
echo o > /proc/sysrq-trigger
sleep 60
"""
    )
    init.chmod(0o755)
    output = _called(
        [
            *(*kernel, "mem=512M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro"),
            *(f"ubd{number}={image}" for number, image in enumerate(images)),
            *(f"init={init}", f"uml_dir={place.parent}"),
            *("con=null", "con0=fd:0,fd:1", "quiet"),
        ]
    )
    assert "came to its end" in output, output
    return output


# --- gvfs -------------------------------------------------------------------------------

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@contextmanager
def served_through_gvfs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """`folder`, served by WebDAV on this computer and shown by gvfs: the folder that it shows.
    The message bus, the daemons and the server are of the test's own, and end with it."""
    pytest.importorskip("wsgidav", reason="wsgidav is not installed: pip install '.[servers]'")
    pytest.importorskip("cheroot", reason="cheroot is not installed: pip install '.[servers]'")
    gio, gdbus, bus, daemon, fuse = (
        _program(each) for each in ("gio", "gdbus", "dbus-daemon", "gvfsd", "gvfsd-fuse")
    )
    _program("gvfsd-dav")
    unmount = _program("fusermount3", "fusermount")
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        pytest.skip("there is no FUSE here")
    with ExitStack() as stack:
        # A short path: the names of sockets may have about a hundred characters.
        work = Path(
            stack.enter_context(TemporaryDirectory(prefix="gvfs-", ignore_cleanup_errors=True))
        )
        log = stack.enter_context((work / "log").open("wb"))
        shown = work / "gvfs"
        shown.mkdir()
        monkeypatch.setenv("HOME", str(work))
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(work))
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={work / 'bus'}")
        monkeypatch.setenv("GIO_USE_VOLUME_MONITOR", "unix")
        (work / "bus.conf").write_text(_BUS.format(socket=work / "bus"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]

        def start(*command: str) -> None:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=work
            )
            stack.callback(_end, process)

        def call(*command: str) -> str | None:
            """What it prints; None if it fails."""
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30
            )
            (work / "failures").write_text(done.stderr)
            return None if done.returncode else done.stdout

        def until(ready: Callable[[], bool]) -> None:
            end = time.monotonic() + 60
            while not ready():
                if time.monotonic() > end:
                    logs = [each for each in (work / "log", work / "failures") if each.exists()]
                    pytest.fail("".join(each.read_text("utf-8", "replace") for each in logs))
                time.sleep(0.02)

        start(
            *(sys.executable, "-m", "wsgidav.server.server_cli", "--host", "127.0.0.1"),
            *("--port", str(port), "--root", str(folder), "--auth", "anonymous"),
            *("--server", "cheroot", "--no-config", "-q"),
        )
        start(bus, f"--config-file={work / 'bus.conf'}", "--nofork", "--nopidfile")
        until((work / "bus").exists)
        start(daemon, "--no-fuse")
        owner = ("--method", "org.freedesktop.DBus.NameHasOwner", "org.gtk.vfs.Daemon")
        name = ("--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus")
        until(lambda: "true" in (call(gdbus, "call", "--session", *name, *owner) or ""))
        start(fuse, "-f", str(shown))
        stack.callback(call, unmount, "-u", "-z", str(shown))
        until(lambda: os.path.ismount(shown))
        until(lambda: _answers(port))
        address = f"dav://127.0.0.1:{port}/"
        until(lambda: call(gio, "mount", address) is not None)
        stack.callback(call, gio, "mount", "-u", address)
        place = shown / f"dav:host=127.0.0.1,port={port},ssl=false"
        until(place.is_dir)
        yield place


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
