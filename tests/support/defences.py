"""How each defence in docs/threats.md is taken out: a few words of the source, and what to write
instead. Then the test that the table names has to fail."""

from __future__ import annotations

from typing import NamedTuple


class Defence(NamedTuple):
    """A place in the package, and the same without the defence."""

    test: str
    """As docs/threats.md names it: a file below tests/, and a test in it."""
    file: str
    """Below fitexport/."""
    words: str
    """They occur once in the file."""
    without: str


DEFENCES = (
    # --- names in files from strangers ---
    Defence(
        "squad/test_folders.py::test_names_of_every_kind_have_a_folder",
        "squad/folders.py",
        'base = _UNSAFE.sub("-", ascii_text(normalize("NFC", name)))',
        'base = ascii_text(normalize("NFC", name))',
    ),
    Defence(
        "export/test_folder.py::test_names_we_never_give_are_not_ours_whatever_a_manifest_says",
        "export/folder.py",
        "            if _NAME.fullmatch(name)\n",
        "",
    ),
    Defence(
        "files/test_transaction.py::test_a_journal_that_we_did_not_write_moves_nothing",
        "files/transaction.py",
        "if not all(may_write(change.path) for change in changes):",
        "if False:",
    ),
    Defence(
        "files/test_transaction.py::test_nothing_outside_the_folder_is_changed",
        "files/transaction.py",
        "if not may_write(path)]",
        "if False]",
    ),
    Defence(
        "page/test_site.py::test_a_list_with_files_of_somebody_else_is_refused",
        "page/site.py",
        "if not all(map(may_write, listed)):",
        "if False:",
    ),
    Defence(
        "cli/commands/test_workout.py::test_no_file_has_a_name_that_windows_cannot_hold",
        "export/bundle.py",
        'name in taken or not may_write(f"{name}.fit")',
        "name in taken",
    ),
    Defence(
        "calendar/test_feed.py::test_a_memory_with_another_token_is_not_ours",
        "calendar/memory.py",
        "if not content or not all(map(_TOKEN.fullmatch, content)):",
        "if not content:",
    ),
    Defence(
        "watch/test_device.py::test_a_folder_outside_the_watch_is_refused",
        "watch/device.py",
        "if not plain or len(parts)",
        "if len(parts)",
    ),
    Defence(
        "watch/test_storage.py::test_a_path_that_climbs_out_is_refused",
        "watch/storage.py",
        'if any(part in ("", ".", "..") or set(part) & set("\\\\\\0") for part in parts):',
        "if False:",
    ),
    Defence(
        "agents/test_folders.py::test_no_name_leads_out",
        "agents/folders.py",
        'if is_home or not may_write(_ALLOWED_BY_SOME.sub("-", part) if reading else part):',
        "if False:",
    ),
    # --- links ---
    Defence(
        "export/test_folder.py::test_files_in_place_of_week_folders_are_in_the_way",
        "export/folder.py",
        "if parent != out and (parent.is_symlink() or (parent.exists() and not parent.is_dir())):",
        "if parent != out and parent.exists() and not parent.is_dir():",
    ),
    Defence(
        "files/test_transaction.py::test_a_staging_folder_that_is_a_link_is_left_alone",
        "files/transaction.py",
        "return path.is_dir() and not path.is_symlink()",
        "return path.is_dir()",
    ),
    Defence(
        "files/test_transaction.py::test_a_link_in_the_staging_folder_is_removed_and_not_followed",
        "files/transaction.py",
        "if part.is_symlink():",
        "if False:",
    ),
    Defence(
        "files/test_replace.py::test_a_link_that_is_planted_under_the_random_name_is_not_followed",
        "files/replace.py",
        "os.O_WRONLY | os.O_CREAT | os.O_EXCL",
        "os.O_WRONLY | os.O_CREAT",
    ),
    Defence(
        "squad/test_exporting.py::test_a_link_that_was_planted_is_not_written_through",
        "squad/stores.py",
        "            write_whole(path, parts, tidy=False)",
        '            part = self.root / f"{name}.part"\n'
        '            part.write_bytes(b"".join(parts))\n'
        "            part.replace(path)",
    ),
    Defence(
        "cli/calendar/test_feed.py::test_a_file_of_others_or_a_link_in_the_way_is_left_alone",
        "files/transaction.py",
        "if path.is_symlink() or not path.is_file():\n        return None",
        "if not path.is_file():\n        return None",
    ),
    Defence(
        "page/test_site.py::test_a_link_that_has_taken_the_place_of_a_file_is_not_followed",
        "page/server.py",
        " or file.resolve() != self._real / path:",
        ":",
    ),
    Defence(
        "watch/test_storage.py::test_an_import_folder_that_is_a_link_is_refused",
        "watch/storage.py",
        "if at.is_symlink():",
        "if False:",
    ),
    Defence(
        "agents/test_folders.py::test_links_lead_nowhere_else",
        "agents/folders.py",
        "if not any(resolved.is_relative_to(root) for root in self.roots):",
        "if False:",
    ),
    # --- archives, XML, and files that are large or deep ---
    Defence(
        "recording/test_field.py::test_a_name_in_an_archive_is_no_path",
        "recording/archive.py",
        "        member = archive.open(info)\n",
        "        import pathlib\n"
        "        pathlib.Path(info.filename).write_bytes(archive.read(info))\n"
        "        member = archive.open(info)\n",
    ),
    Defence(
        "recording/test_field.py::test_an_archive_unpacks_to_so_much_and_no_more",
        "recording/archive.py",
        "self.left -= max(unpacked, _LEAST)",
        "self.left -= 0",
    ),
    Defence(
        "recording/test_field.py::test_archives_go_only_so_deep",
        "recording/archive.py",
        "if depth > _MAX_DEPTH:",
        "if False:",
    ),
    Defence(
        "squad/test_workbook.py::test_a_damaged_file_is_a_clean_error",
        "squad/workbook.py",
        "if size > _MAX_BYTES or size > max(_SMALL, _MAX_RATIO * packed):",
        "if False:",
    ),
    Defence(
        "squad/test_workbook.py::test_a_damaged_file_is_a_clean_error",
        "squad/workbook.py",
        "import re\nimport warnings\n",
        'import os\nimport re\nimport warnings\nos.environ["OPENPYXL_DEFUSEDXML"] = "False"\n',
    ),
    Defence(
        "recording/test_read.py::test_what_is_no_run_is_refused_with_a_reason",
        "recording/xml_events.py",
        "expat.StartDoctypeDeclHandler = expat.EntityDeclHandler = refuse",
        "_ = refuse",
    ),
    Defence(
        "watch/test_device.py::test_an_invalid_description_is_refused",
        "watch/device.py",
        "fromstring(data, forbid_dtd=True)",
        "fromstring(data, forbid_dtd=False, forbid_entities=False)",
    ),
    Defence(
        "files/test_toml.py::test_a_file_of_the_largest_size_is_read_and_a_byte_more_is_not",
        "files/toml.py",
        "if len(data) > MAX_BYTES:",
        "if False:",
    ),
    # --- text that becomes HTML, XML, iCalendar ---
    Defence(
        "page/test_preview.py::test_texts_of_a_plan_are_shown_and_never_executed",
        "page/render.py",
        "autoescape=True",
        "autoescape=False",
    ),
    Defence(
        "page/test_session_view.py::test_markup_is_shown_as_text",
        "page/render.py",
        "autoescape=True",
        "autoescape=False",
    ),
    Defence(
        "page/test_drop_view.py::test_markup_is_shown_wherever_it_comes_from",
        "page/render.py",
        "autoescape=True",
        "autoescape=False",
    ),
    Defence(
        "page/test_preview.py::test_texts_of_a_plan_are_shown_and_never_executed",
        "page/picture.py",
        "{escape(title)}</text>",
        "{title}</text>",
    ),
    Defence(
        "squad/test_exporting.py::test_names_with_markup_are_text_on_the_page",
        "page/render.py",
        "autoescape=True",
        "autoescape=False",
    ),
    Defence(
        "page/test_site.py::test_the_page_states_its_policy",
        "page/site.py",
        "        policy=POLICY,\n",
        '        policy="",\n',
    ),
    Defence(
        "formats/test_other_formats.py::test_hostile_texts_stay_texts",
        "formats/xml_text.py",
        'body = tostring(root, encoding="unicode")',
        'from html import unescape\n    body = unescape(tostring(root, encoding="unicode"))',
    ),
    Defence(
        "calendar/test_ics.py::test_text_is_escaped_and_loses_only_what_no_calendar_shows",
        "calendar/ics.py",
        '.replace(",", "\\\\,").replace("\\n", "\\\\n")',
        '.replace(",", "\\\\,")',
    ),
    # --- servers on this computer ---
    Defence(
        "calendar/test_feed.py::test_another_site_gets_nothing_even_with_the_token",
        "files/web_server.py",
        "if len(hosts) != 1 or not self.server.is_called(hosts[0]):",
        "if False:",
    ),
    Defence(
        "page/test_site.py::test_nothing_can_be_sent_here",
        "files/web_server.py",
        "    def do_HEAD(self) -> None:\n",
        "    def do_POST(self) -> None:\n        self._answer()\n\n"
        "    def do_HEAD(self) -> None:\n",
    ),
    Defence(
        "files/test_web_server.py::test_every_answer_forbids_what_a_browser_might_do_with_it",
        "files/web_server.py",
        """"default-src 'none'; frame-ancestors 'none'",""",
        """"default-src *",""",
    ),
    Defence(
        "files/test_web_server.py::test_a_body_is_not_read_as_the_next_request",
        "files/web_server.py",
        'if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:',
        "self.connection.settimeout(0.5)  # or the test waits for as long as it can\n        if False:",
    ),
    Defence(
        "files/test_web_server.py::test_who_does_not_finish_a_request_is_cut_off",
        "files/web_server.py",
        "        deadline.start()\n",
        "        self.connection.settimeout(30)\n",
    ),
    Defence(
        "files/test_web_server.py::test_more_clients_than_it_can_serve_are_turned_away",
        "files/web_server.py",
        "if self._free.acquire(blocking=False):",
        "if True:",
    ),
    Defence(
        "page/test_site.py::test_nothing_else_is_served",
        "page/server.py",
        "if path not in self._paths or not",
        "if not",
    ),
    Defence(
        "test_imports.py::test_clock_dice_environment_and_terminal_belong_to_the_command_line",
        "agents/protocol.py",
        "from __future__ import annotations\n",
        "from __future__ import annotations\n\nimport socket\n",
    ),
    # --- secrets ---
    Defence(
        "calendar/test_feed.py::test_a_near_miss_takes_as_long_as_any_other",
        "calendar/feed.py",
        "if not compare_digest(path.encode(), self._file):",
        "if path.encode() != self._file:",
    ),
    Defence(
        "calendar/test_feed.py::test_the_token_stays_out_of_what_others_see",
        "files/web_server.py",
        '"Referrer-Policy": "no-referrer",',
        "",
    ),
    Defence(
        "calendar/test_feed.py::test_only_its_owner_can_read_where_the_token_is_kept",
        "calendar/memory.py",
        "private=True",
        "private=False",
    ),
    Defence(
        "sync/test_http.py::test_an_unsafe_address_is_refused_before_anything_is_sent",
        "sync/services.py",
        'if parts.scheme == "http" and not is_loopback(host):',
        "if False:",
    ),
    Defence(
        "sync/test_http.py::test_no_redirect_is_followed_and_no_other_server_gets_the_key",
        "sync/http.py",
        "            auth=auth,\n            headers",
        "            auth=auth,\n            follow_redirects=True,\n            headers",
    ),
    Defence(
        "sync/test_http.py::test_a_proxy_never_gets_a_key_without_encryption",
        "sync/http.py",
        "trust_env = not is_loopback(",
        "trust_env = True or is_loopback(",
    ),
    Defence(
        "cli/test_secrets.py::test_no_secret_is_printed_or_kept_whatever_a_server_answers",
        "sync/http.py",
        'text = text.replace(secret, "***")',
        "pass",
    ),
    Defence(
        "cli/calendar/test_publish_password.py"
        "::test_an_address_that_would_give_the_password_away_is_refused",
        "sync/services.py",
        'shown = url.rpartition("@")[2]',
        "shown = url",
    ),
    # --- the terminal ---
    Defence(
        "cli/test_terminal.py::test_what_steers_a_terminal_is_shown_by_its_number",
        "cli/terminal.py",
        "        text = _without_controls(text)\n",
        "",
    ),
    Defence(
        "cli/commands/test_read.py::test_nothing_in_a_file_steers_the_terminal",
        "fit/transcript_amounts.py",
        'char if char.isprintable() or char == "\\n" else " "',
        "char",
    ),
    Defence(
        "watch/test_mtp.py::test_gio_does_not_read_from_the_terminal",
        "watch/mtp.py",
        "            stdin=subprocess.DEVNULL,\n",
        "",
    ),
    Defence(
        "test_threats.py::test_nothing_that_is_read_is_executed",
        "plan/load.py",
        "from __future__ import annotations\n",
        "from __future__ import annotations\n\nimport pickle\n",
    ),
    # --- others who use this computer, and the same folder at the same time ---
    Defence(
        "files/test_replace.py::test_a_file_keeps_who_may_read_it",
        "files/replace.py",
        "        part.chmod(mode)  # undo the umask\n",
        "        part.chmod(0o644)\n",
    ),
    Defence(
        "files/test_lock.py::test_a_folder_that_others_can_write_to_is_skipped",
        "files/lock.py",
        "and found.st_uid == user\n        and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)",
        "and found.st_uid == user",
    ),
    Defence(
        "files/test_lock.py::test_waiting_too_long_is_an_error_and_waiting_briefly_is_not",
        "files/lock.py",
        "            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)\n",
        "            pass\n",
    ),
    Defence(
        "files/test_replace.py::test_changes_by_others_are_not_overwritten",
        "files/replace.py",
        "if read_raw(path) != before:",
        "if False:",
    ),
    # --- spreadsheets ---
    Defence(
        "squad/test_exporting.py::test_no_cell_of_the_summary_runs_in_a_spreadsheet",
        "squad/cells.py",
        """return f"'{text}" if""",
        """return text if""",
    ),
    Defence(
        "squad/test_card.py::test_markup_is_shown_and_formulas_are_text",
        "squad/cells.py",
        """return f"'{text}" if""",
        """return text if""",
    ),
)
