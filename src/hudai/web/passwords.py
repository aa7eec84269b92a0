"""What a new password must be, where Django's own words are not in Chinese."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """So many characters at least."""

    def get_error_message(self) -> str:
        """What to do about a short one."""
        return f"密码太短，至少要 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        """The rule beside the field."""
        return f"至少 {self.min_length} 个字符。"
