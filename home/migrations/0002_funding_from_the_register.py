"""What pays for the hub is computed from the register; the two texts typed by hand go."""

from django.db import migrations, models

TYPED_BY_HAND = ("funding_line", "funding_statement")


def delete_typed_texts(apps, schema_editor):
    apps.get_model("home", "SiteText").objects.filter(key__in=TYPED_BY_HAND).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(delete_typed_texts, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="sitetext",
            name="key",
            field=models.CharField(
                choices=[
                    ("strapline", "Strapline, under the name"),
                    ("disease", "The disease, as it stands inside a sentence"),
                    ("audience_line", "Top line: for whom the site is"),
                    ("independence_line", "Top line: independence"),
                    ("footer_statement", "Footer: what the site is and is not"),
                    ("demo_note", "Footer: what is invented in the demonstration"),
                ],
                max_length=40,
                verbose_name="where it stands",
            ),
        ),
    ]
