from django.urls import path

from bihuan.indicators.views import carrying, firms, publications, settings, shown

app_name = "indicators"
urlpatterns = [
    path("indicators/", shown.indicator_list, name="indicator_list"),
    path("indicators/<int:pk>/", shown.indicator_detail, name="indicator_detail"),
    path("indicators/<int:pk>/table.xlsx", shown.indicator_table, name="indicator_table"),
    path("indicators/<int:pk>/carried/", carrying.carried, name="carried"),
    path("indicators/<int:pk>/carried/rules/", carrying.carry_rules, name="carry_rules"),
    path("indicators/<int:pk>/carried/rules/new/", carrying.carry_rule_new, name="carry_rule_new"),
    path("indicators/<int:pk>/carried/gains/new/", carrying.gain_new, name="gain_new"),
    path("indicators/gains/<int:pk>/drop/", carrying.gain_drop, name="gain_drop"),
    path("indicators/publications/", publications.publication_list, name="publication_list"),
    path("indicators/publications/new/", publications.publication_new, name="publication_new"),
    path("indicators/publications/check/<int:pk>/", publications.sheet_check, name="sheet_check"),
    path("indicators/publications/check/<int:pk>/take/", publications.sheet_take, name="sheet_take"),
    path("indicators/publications/check/<int:pk>/aside/", publications.sheet_aside, name="sheet_aside"),
    path("indicators/publications/<int:pk>/", publications.publication_detail, name="publication_detail"),
    path("indicators/publications/<int:pk>/file/", publications.publication_file, name="publication_file"),
    path("indicators/publications/<int:pk>/back/", publications.publication_back, name="publication_back"),
    path("indicators/firms/", firms.firm_list, name="firm_list"),
    path("indicators/firms/table.xlsx", firms.firm_table, name="firm_table"),
    path("indicators/firms/books/new/", firms.firm_book_new, name="firm_book_new"),
    path("indicators/firms/rules/new/", firms.firm_rule_new, name="firm_rule_new"),
    path("indicators/firms/<int:pk>/", firms.firm_detail, name="firm_detail"),
    path("indicators/settings/", settings.settings, name="settings"),
    path("indicators/new/", settings.indicator_new, name="indicator_new"),
    path("indicators/<int:pk>/alter/", settings.indicator_alter, name="indicator_alter"),
    path("indicators/<int:pk>/keep/", settings.indicator_keep, name="indicator_keep"),
    path("indicators/<int:pk>/target/", settings.target_set, name="target_set"),
    path("indicators/targets/<int:pk>/drop/", settings.target_drop, name="target_drop"),
    path("indicators/areas/new/", settings.area_set, name="area_new"),
    path("indicators/areas/<int:pk>/", settings.area_set, name="area_set"),
]
