"""How every form looks: one template for a form, one for a field, from our own templates."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormLook(TemplatesSetting):
    """``{{ form }}`` and ``{{ form.name.as_field_group }}`` as the pages want them."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"
