"""A new hub asks the four usual statements about every article from its first day.

In the original language; editors reword, translate or replace them. A hub that has statements
already keeps those.
"""

from django.conf import settings
from django.db import migrations

from hub.demo.voice_words import usual_statements


def ask_from_the_start(apps, schema_editor):
    AgreementSet = apps.get_model("feedback", "AgreementSet")
    AgreementStatement = apps.get_model("feedback", "AgreementStatement")
    Locale = apps.get_model("wagtailcore", "Locale")
    if AgreementSet.objects.exists():
        return
    code = settings.LANGUAGE_CODE
    locale = Locale.objects.filter(language_code=code).first()
    if locale is None:
        return
    fields, statements = usual_statements("" if code == "en" else code) or usual_statements()
    asked = AgreementSet.objects.create(**fields, locale=locale, is_default=True)
    for each in statements:
        AgreementStatement.objects.create(set=asked, locale=locale, **each)


class Migration(migrations.Migration):
    dependencies = [
        ("hub", "0001_initial"),
        ("feedback", "0001_reader_voice"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(ask_from_the_start, migrations.RunPython.noop),
    ]
