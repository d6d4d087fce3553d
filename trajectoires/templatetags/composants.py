"""The components of the house: one keyword-only typed function, one small template each."""

from django import template

register = template.Library()
