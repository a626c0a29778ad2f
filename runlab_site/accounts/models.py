"""The user who signs in, and their API keys."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_mongodb_backend.fields import ArrayField

from runlab_site.mongo.fields import ObjectIdKey
from runlab_site.time_zones import validate_time_zone

__all__ = ["SCOPES", "ApiKey", "User"]

SCOPES = (
    *(
        f"{what}:{how}"
        for what in ("profile", "sessions", "plans", "workouts", "squads", "health")
        for how in ("read", "write")
    ),
    "webhooks:write",  # not yet in use
)
_TOUCH_EVERY = timedelta(minutes=1)


class UserManager(BaseUserManager["User"]):
    """Makes users; e-mail addresses are compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person with a hashed password. Raises ValueError without an e-mail address."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=normalised_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an administrator."""
        return self.create_user(email, password, **fields | {"is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> User:
        """The person with this e-mail address, whatever its case."""
        return self.get(email=normalised_email(username or ""))


def normalised_email(email: str) -> str:
    """The form an address is stored and compared in."""
    return email.strip().lower()


class User(AbstractBaseUser, PermissionsMixin):
    """A person: an athlete, a coach, an administrator, or several of these."""

    class Units(models.TextChoices):
        """How distances are shown."""

        KILOMETRES = "km", gettext_lazy("Kilometres")
        MILES = "mi", gettext_lazy("Miles")

    class PaceFormat(models.TextChoices):
        """How speed is shown."""

        PACE = "pace", gettext_lazy("Pace (min/km or min/mi)")
        SPEED = "speed", gettext_lazy("Speed (km/h or mph)")

    class DateFormat(models.TextChoices):
        """How days are written."""

        DAY_MONTH = "dmy", gettext_lazy("22 Oct")
        MONTH_DAY = "mdy", gettext_lazy("Oct 22")
        ISO = "iso", "2026-10-22"

    id = ObjectIdKey()
    email = models.EmailField("e-mail address", unique=True, max_length=254)
    name = models.CharField(max_length=100, blank=True)
    is_coach = models.BooleanField("coach", default=False)
    is_staff = models.BooleanField("may open the admin", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    last_visit_at = models.DateTimeField(null=True, blank=True, editable=False)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    units = models.CharField(max_length=2, choices=Units.choices, default=Units.KILOMETRES)
    pace_format = models.CharField(max_length=5, choices=PaceFormat.choices, default=PaceFormat.PACE)
    week_start = models.PositiveSmallIntegerField(
        "first day of the week", choices=[(0, gettext_lazy("Monday")), (6, gettext_lazy("Sunday"))], default=0
    )
    date_format = models.CharField(max_length=3, choices=DateFormat.choices, default=DateFormat.DAY_MONTH)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """Storage: collection `users`."""

        db_table = "users"
        verbose_name = "person"
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Store the address in one form."""
        super().clean()
        self.email = normalised_email(self.email)

    @property
    def display_name(self) -> str:
        """What others see: the name, else the part of the address before the @."""
        return self.name or self.email.partition("@")[0]


class ApiKey(models.Model):
    """A key for programs: `rl_<prefix>_<secret>`, of which only the SHA-256 is kept."""

    id = ObjectIdKey()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, unique=True, validators=[RegexValidator(r"^[a-z0-9]{8,12}$")])
    secret_sha256 = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=32, choices=[(s, s) for s in SCOPES]), default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        """Storage: collection `api_keys`."""

        db_table = "api_keys"
        verbose_name = "API key"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-created_at", "-id"], name="keys_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (rl_{self.prefix}_…)"

    @classmethod
    def issue(cls, user: User, name: str, scopes: list[str], expires_at: Any = None) -> tuple[ApiKey, str]:
        """Make a key and return it with its text, which can never be shown again."""
        prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32).replace("_", "-")
        key = cls.objects.create(
            user=user,
            name=name,
            prefix=prefix,
            secret_sha256=_sha256(secret),
            scopes=scopes,
            expires_at=expires_at,
        )
        return key, f"rl_{prefix}_{secret}"

    @classmethod
    def find(cls, text: str) -> ApiKey | None:
        """The valid key with this text, of a person who may sign in; None for any other text."""
        start, _, rest = text.partition("_")
        prefix, _, secret = rest.partition("_")
        key = cls.objects.select_related("user").filter(prefix=prefix).first() if start == "rl" else None
        matches = secrets.compare_digest(key.secret_sha256 if key else "", _sha256(secret))
        if key is None or not matches or not key.is_valid:
            return None
        return key

    @property
    def is_valid(self) -> bool:
        """Whether it has not expired and its person may sign in."""
        return self.user.is_active and (self.expires_at is None or self.expires_at > timezone.now())

    def touch(self) -> None:
        """Remember the use, at most once a minute."""
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at > _TOUCH_EVERY:
            ApiKey.objects.filter(pk=self.pk).update(last_used_at=now)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
