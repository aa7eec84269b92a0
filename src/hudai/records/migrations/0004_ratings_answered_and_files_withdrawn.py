"""A bank answers ratings, and a withdrawn file says why."""

from django.db import migrations, models

import hudai.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_name_list_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="withdrawn_for",
            field=models.CharField(blank=True, max_length=200, verbose_name="作废原因"),
        ),
        migrations.AddField(
            model_name="rating",
            name="declined_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="银行退回时间"),
        ),
        migrations.AddField(
            model_name="rating",
            name="declined_for",
            field=models.CharField(blank=True, max_length=300, verbose_name="银行退回理由"),
        ),
        migrations.AddField(
            model_name="rating",
            name="lines",
            field=models.JSONField(default=list, verbose_name="得分明细"),
        ),
        migrations.AddField(
            model_name="rating",
            name="notified_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="书面告知时间"),
        ),
        migrations.AddField(
            model_name="rating",
            name="policy",
            field=models.CharField(default="", max_length=40, verbose_name="政策"),
        ),
        migrations.AddField(
            model_name="rating",
            name="suggested_limit",
            field=hudai.records.fields.MoneyField(default=0, verbose_name="建议授信额度（分）"),
        ),
        migrations.AlterField(
            model_name="rating",
            name="limit",
            field=hudai.records.fields.MoneyField(verbose_name="授信额度（分）"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_for", "")),
                    models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawn_for", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_withdrawn_file_has_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("application", "paper", "digest"),
                name="one_standing_copy_of_a_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declined_at", None), ("declined_for", "")),
                    models.Q(
                        ("confirmed_at", None),
                        ("declined_at__isnull", False),
                        models.Q(("declined_for", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_declined_rating_has_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(("notified_at", None), ("confirmed_at__isnull", False), _connector="OR"),
                name="only_a_confirmed_rating_is_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at", None), ("declined_at", None)),
                fields=("household",),
                name="one_unanswered_rating",
            ),
        ),
    ]
